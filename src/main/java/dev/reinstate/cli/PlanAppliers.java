package dev.reinstate.cli;

import dev.reinstate.apply.ActionWriter;
import dev.reinstate.apply.DryRunWriter;
import dev.reinstate.apply.PlanApplier;
import dev.reinstate.apply.RequestEstimate;
import dev.reinstate.apply.SnapshotBlobs;
import dev.reinstate.apply.restore.BlobSpool;
import dev.reinstate.apply.restore.HealingWriter;
import dev.reinstate.apply.restore.RegistryActionWriter;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.RunSettings;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.inventory.FetchedManifests;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Plan;
import dev.reinstate.proof.ProofLevel;
import dev.reinstate.reconcile.GuardedApplier;
import dev.reinstate.reconcile.SoFar;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.registry.pace.PlannedLoad;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How the plans of a run are applied: through what, how many actions at once, told to whom. */
final class PlanAppliers {

  private static final int ACTIONS_AT_ONCE = 256;
  private static final int LEAST_ACTIONS_AT_ONCE = 16;

  /** A request of an action waits for about so long, where hosts are far away. */
  private static final double ACTION_SECONDS = 0.25;

  private final ProcessContext context;
  private final RunSettings settings;
  private final RegistryClient client;
  private final Resources resources;
  private final FetchedManifests fetched;
  private final Progress progress;
  private final SoFar soFar;

  /**
   * @param resources own what writing takes
   * @param soFar is told of what is planned and done
   */
  PlanAppliers(
      ProcessContext context,
      RunSettings settings,
      RegistryClient client,
      Resources resources,
      FetchedManifests fetched,
      Progress progress,
      SoFar soFar) {
    this.context = context;
    this.settings = settings;
    this.client = client;
    this.resources = resources;
    this.fetched = fetched;
    this.progress = progress;
    this.soFar = soFar;
  }

  /** Tells auditors and whoever watches, before the first write, what a plan is about to do. */
  private void announce(Plan plan) {
    if (settings.writes()) {
      settings.snapshot().ifPresent(store -> new JournalAnnouncement(store, context).of(plan));
    }
    sayLoad(plan);
  }

  /** Applies plans, or says of each action that it was not tried. */
  GuardedApplier plain(DesiredState desired) throws IOException {
    return applier(desired, UnaryOperator.identity());
  }

  /** The same; believes nothing to be healed that it has not read again. */
  GuardedApplier healing(DesiredState desired, ProofLevel level) throws IOException {
    return applier(
        desired, plain -> new HealingWriter(plain, client.probe(), level == ProofLevel.BYTES));
  }

  private GuardedApplier applier(DesiredState desired, UnaryOperator<ActionWriter> around)
      throws IOException {
    ActionWriter writer = settings.writes() ? around.apply(writer(desired)) : new DryRunWriter();
    StopSignal stop = context.stop();
    return new GuardedApplier(
        settings.limits(),
        this::announce,
        new PlanApplier(writer, new FanOut(actionsAtOnce(desired), stop), progress, stop),
        soFar,
        stop);
  }

  /**
   * No more than are served by what may be asked: an action that takes long has looked at its tag
   * so long ago that it must look again.
   */
  private int actionsAtOnce(DesiredState desired) {
    if (!settings.writes()) {
      return ACTIONS_AT_ONCE;
    }
    double rate = client.rate(desired.repositories().keySet());
    return (int) Math.clamp(rate * ACTION_SECONDS, LEAST_ACTIONS_AT_ONCE, ACTIONS_AT_ONCE);
  }

  private ActionWriter writer(DesiredState desired) throws IOException {
    return new RegistryActionWriter(
        client.images(),
        fetched,
        client.writer(accounts(desired)),
        client.mirrors(),
        stored(settings.snapshot()),
        resources.own(BlobSpool.create()),
        settings.copyNondistributable(),
        context.clock());
  }

  /** As whom a confirmed run writes, where the manifests say so. */
  private static ServiceAccounts accounts(DesiredState desired) {
    return repository ->
        Optional.ofNullable(desired.repositories().get(repository))
            .flatMap(DesiredRepository::serviceAccount);
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
