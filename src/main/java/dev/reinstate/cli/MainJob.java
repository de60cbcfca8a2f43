package dev.reinstate.cli;

import dev.reinstate.apply.ActionWriter;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.PlanApplier;
import dev.reinstate.apply.RequestEstimate;
import dev.reinstate.apply.SnapshotBlobs;
import dev.reinstate.apply.restore.BlobSpool;
import dev.reinstate.apply.restore.RegistryActionWriter;
import dev.reinstate.cli.console.ConsoleProgress;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.FetchedManifests;
import dev.reinstate.inventory.Inventory;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Reconciler;
import dev.reinstate.reconcile.gate.GateLimits;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.registry.pace.PlannedLoad;
import dev.reinstate.snapshot.SnapshotStore;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The main job's wiring. */
final class MainJob {

  /** Repositories or actions under way; the registry client limits requests by host besides. */
  private static final int READS_AT_ONCE = 1024;

  private static final int ACTIONS_AT_ONCE = 256;

  private final ProcessContext context;
  private final RegistryClient client;

  /** From planning to applying. */
  private final FetchedManifests fetched = new FetchedManifests();

  MainJob(ProcessContext context, RegistryClient client) {
    this.context = context;
    this.client = client;
  }

  /**
   * One pass.
   *
   * @param announce is told the plan right before it is applied
   */
  Reconciler reconciler(
      Predicate<Repository> scope,
      PlanOptions options,
      GateLimits limits,
      Consumer<Plan> announce,
      ActionWriter writer,
      Mode mode) {
    StopSignal stop = context.stop();
    Progress progress = new ConsoleProgress(context);
    return new Reconciler(
        new Inventory(reader(mode), new FanOut(READS_AT_ONCE, stop), progress, stop),
        scope,
        options,
        limits,
        announce.andThen(this::sayLoad),
        new PlanApplier(writer, new FanOut(ACTIONS_AT_ONCE, stop), progress, stop),
        mode,
        context.clock(),
        stop);
  }

  /** What a confirmed run is about to copy, it fetches at once. */
  private RepositoryReader reader(Mode mode) {
    return mode == Mode.CONFIRMED ? client.reader(fetched) : client.reader();
  }

  /** As whom a confirmed run writes, where the manifests say so. */
  static ServiceAccounts accounts(DesiredState desired) {
    return repository ->
        Optional.ofNullable(desired.repositories().get(repository))
            .flatMap(DesiredRepository::serviceAccount);
  }

  /** What a confirmed run writes with. */
  ActionWriter confirmed(
      ImageWriter writer,
      Optional<SnapshotStore> store,
      BlobSpool spool,
      boolean copyNondistributable) {
    return new RegistryActionWriter(
        client.images(),
        fetched,
        writer,
        stored(store),
        spool,
        copyNondistributable,
        context.clock());
  }

  private static SnapshotBlobs stored(Optional<SnapshotStore> store) {
    return store
        .<SnapshotBlobs>map(found -> found::openBlob)
        .orElse(
            digest -> {
              throw new NoSuchFileException(digest.toString(), null, "no snapshot");
            });
  }

  /** Says before the first write how much there is to ask of whom. */
  private void sayLoad(Plan plan) {
    for (PlannedLoad load : client.plannedLoad(RequestEstimate.of(plan))) {
      context
          .err()
          .printf(
              "applying takes about %,d requests to %s, %,d s%n",
              load.requests(), load.host(), load.duration().plusMillis(999).toSeconds());
    }
  }
}
