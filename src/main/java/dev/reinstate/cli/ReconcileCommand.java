package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.ActionWriter;
import dev.reinstate.apply.BlobSpool;
import dev.reinstate.apply.DryRunWriter;
import dev.reinstate.apply.LeaseHeldException;
import dev.reinstate.apply.LeaseStore;
import dev.reinstate.apply.PlanApplier;
import dev.reinstate.apply.RegistryActionWriter;
import dev.reinstate.apply.StoredBlobs;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Inventory;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.reconcile.GateLimits;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Reconciler;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.registry.Fence;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.report.RunReport;
import dev.reinstate.revision.ManifestChange;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job. */
@Command(
    name = "reconcile",
    description =
        "Compare live registries with manifests and snapshot; with --confirm, put back what is"
            + " missing or moved. The default command.",
    mixinStandardHelpOptions = true)
final class ReconcileCommand implements Callable<Integer> {

  /** Repositories or actions under way; the registry client limits requests by host besides. */
  private static final int READS_AT_ONCE = 1024;

  private static final int ACTIONS_AT_ONCE = 256;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec;
  @Mixin private ManifestOptions manifests;
  @Mixin private StoreOption snapshot;
  @Mixin private AsOfOption asOf;
  @Mixin private ChangeOptions changes;
  @Mixin private ScopeOptions scope;
  @Mixin private ShardOption shards;
  @Mixin private RegistryOptions registry;
  @Mixin private GateOptions gate;
  @Mixin private LeaseOption lease;
  @Mixin private GraceOption grace;
  @Mixin private ReportOptions reports;

  @Option(names = "--confirm", description = "apply the plan; without it nothing is written")
  private boolean confirm;

  @Option(names = "--dry-run", description = "write nothing, even with --confirm")
  private boolean dryRun;

  @Option(
      names = "--restore-unmanaged",
      description = "also bring back what the snapshot has and no manifest ever named")
  private boolean restoreUnmanaged;

  @Option(
      names = "--allow-nondistributable-artifacts",
      description = "also copy layers that registries do not distribute")
  private boolean copyNondistributable;

  @Option(names = "--exit-on-drift", description = "exit 3 when a dry run finds actions")
  private boolean exitOnDrift;

  ReconcileCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, UsageException, LeaseHeldException {
    try (Resources resources = new Resources()) {
      UsageProblems problems = new UsageProblems();
      LoadedManifests loaded = manifests.load(problems);
      Predicate<Repository> included = scope.scope(problems);
      RegistrySettings settings = registry.settings(surroundings, problems);
      GateLimits limits = gate.limits(problems);
      Optional<Shard> shard = shards.shard(surroundings, problems);
      Optional<String> since = changes.revision(surroundings, problems);
      Optional<SnapshotStore> store = resources.own(snapshot.open(problems));
      Optional<Instant> moment = asOf.moment(problems);
      Optional<LeaseStore> leaseStore = resources.own(lease.open(shard, problems));
      reports.check(problems);
      grace.apply(surroundings.stop(), problems);
      problems.throwIfAny();

      Optional<ManifestChange> change = changes.change(manifests, loaded, since);
      RunScope inScope = RunScope.of(included, shard, change, loaded.desired());
      Optional<LoadedSnapshot> agreed =
          store.isPresent()
              ? Optional.of(AsOfOption.load(store.get(), moment, included))
              : Optional.empty();
      Inputs inputs =
          new RunInputs(loaded, change, agreed, shard).inputs(changes.permission(), inScope);
      RegistryClient client =
          resources.own(RegistryClient.open(settings, fence(leaseStore, resources)));
      Progress progress = new ConsoleProgress(surroundings);
      Reconciler reconciler =
          new Reconciler(
              new Inventory(
                  client.reader(),
                  new FanOut(READS_AT_ONCE, surroundings.stop()),
                  progress,
                  surroundings.stop()),
              inScope.read(),
              new PlanOptions(changes.allowTagMoves(), restoreUnmanaged),
              limits,
              new PlanApplier(
                  writer(client, loaded, store, resources),
                  new FanOut(ACTIONS_AT_ONCE, surroundings.stop()),
                  progress,
                  surroundings.stop()),
              mode(),
              surroundings.stop());
      Result result = reconciler.run(inputs);
      reports.write(
          new RunReport(
              result,
              client.traffic(),
              surroundings.clock().instant(),
              arguments(),
              registry.rewrites()),
          surroundings);
      return ExitCode.of(result, exitOnDrift).value();
    }
  }

  private ImmutableList<String> arguments() {
    return ImmutableList.copyOf(spec.root().commandLine().getParseResult().originalArgs());
  }

  private Mode mode() {
    return confirm && !dryRun ? Mode.CONFIRMED : Mode.DRY_RUN;
  }

  private Fence fence(Optional<LeaseStore> store, Resources resources)
      throws IOException, LeaseHeldException {
    return mode() == Mode.DRY_RUN ? Fence.OPEN : LeaseOption.fence(store, surroundings, resources);
  }

  private ActionWriter writer(
      RegistryClient client,
      LoadedManifests loaded,
      Optional<SnapshotStore> store,
      Resources resources)
      throws IOException {
    if (mode() == Mode.DRY_RUN) {
      return new DryRunWriter();
    }
    BlobSpool spool = resources.own(BlobSpool.create());
    StoredBlobs stored =
        store
            .<StoredBlobs>map(found -> found::openBlob)
            .orElse(
                digest -> {
                  throw new NoSuchFileException(digest.toString(), null, "no snapshot");
                });
    return new RegistryActionWriter(
        client.images(),
        client.writer(repository -> serviceAccount(loaded, repository)),
        stored,
        spool,
        copyNondistributable);
  }

  private static Optional<String> serviceAccount(LoadedManifests loaded, Repository repository) {
    return Optional.ofNullable(loaded.desired().repositories().get(repository))
        .flatMap(DesiredRepository::serviceAccount);
  }
}
