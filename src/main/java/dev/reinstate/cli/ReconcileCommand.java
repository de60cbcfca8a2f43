package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.ActionWriter;
import dev.reinstate.apply.DryRunWriter;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.lease.LeaseHeldException;
import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.apply.restore.BlobSpool;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.AsOfOption;
import dev.reinstate.cli.option.ChangeOptions;
import dev.reinstate.cli.option.GateOptions;
import dev.reinstate.cli.option.GraceOption;
import dev.reinstate.cli.option.LeaseOption;
import dev.reinstate.cli.option.ManifestOptions;
import dev.reinstate.cli.option.RegistryOptions;
import dev.reinstate.cli.option.ReportOptions;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.ScopeOptions;
import dev.reinstate.cli.option.ShardOption;
import dev.reinstate.cli.option.StoreOption;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.reconcile.gate.GateLimits;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.registry.wire.Fence;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.revision.ManifestChange;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.PlausibleTime;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.storage.StorageWaits;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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

  private final ProcessContext context;

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

  ReconcileCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, UsageException, LeaseHeldException {
    try (Resources resources = new Resources()) {
      UsageProblems problems = new UsageProblems();
      LoadedManifests loaded = manifests.load(problems);
      Predicate<Repository> included = scope.scope(problems);
      RegistrySettings settings = registry.settings(context, problems);
      GateLimits limits = gate.limits(problems);
      Optional<Shard> shard = shards.shard(context, problems);
      Optional<String> since = changes.revision(context, problems);
      StorageWaits waits = context.storageWaits();
      Optional<SnapshotStore> store = resources.own(snapshot.open(waits, problems));
      Optional<Instant> moment = asOf.moment(problems);
      Optional<LeaseStore> leaseStore = resources.own(lease.open(shard, waits, problems));
      reports.check(context, problems);
      grace.apply(context.stop(), problems);
      problems.throwIfAny();

      Optional<ManifestChange> change = changes.change(manifests, loaded, since);
      RunScope inScope = RunScope.of(included, shard, change, loaded.desired());
      Optional<LoadedSnapshot> agreed = agreed(store, moment, included);
      agreed.flatMap(this::ahead).ifPresent(context.err()::println);
      RunInputs given = new RunInputs(loaded, change, agreed, shard);
      given.unseen(inScope).ifPresent(context.err()::println);
      Inputs inputs = given.inputs(changes.permission(), inScope);
      RegistryClient client =
          resources.own(RegistryClient.open(settings, fence(leaseStore, resources)));
      MainJob job = new MainJob(context, client);
      ServiceAccounts accounts = MainJob.accounts(loaded.desired());
      Result result =
          job.reconciler(
                  inScope.read(),
                  new PlanOptions(changes.allowTagMoves(), restoreUnmanaged),
                  limits,
                  announcement(store),
                  writer(job, client.writer(accounts), store, resources),
                  mode())
              .run(inputs);
      reports.write(
          ReportModel.of(
              new RunReport(
                  result,
                  client.traffic(),
                  context.clock().instant(),
                  arguments(),
                  registry.rewrites())),
          context);
      return ExitCode.of(result, exitOnDrift).value();
    }
  }

  /** A run whose own clock is wrong should say so before it writes. */
  private Optional<String> ahead(LoadedSnapshot snapshot) {
    Instant now = context.clock().instant();
    Instant created = snapshot.root().created();
    return PlausibleTime.isAhead(created, now)
        ? Optional.of(
            "snapshot %s is dated %s, ahead of this machine's clock, which says %s: one of the two is wrong"
                .formatted(snapshot.name(), created, now))
        : Optional.empty();
  }

  private ImmutableList<String> arguments() {
    return ImmutableList.copyOf(spec.root().commandLine().getParseResult().originalArgs());
  }

  private Mode mode() {
    return confirm && !dryRun ? Mode.CONFIRMED : Mode.DRY_RUN;
  }

  /** None where the run is stopped meanwhile: then no registry is read either, and that is said. */
  private Optional<LoadedSnapshot> agreed(
      Optional<SnapshotStore> store, Optional<Instant> moment, Predicate<Repository> included)
      throws IOException, UsageException {
    try {
      return store.isPresent()
          ? Optional.of(AsOfOption.load(store.get(), moment, included, context.clock()))
          : Optional.empty();
    } catch (CancelledException e) {
      return Optional.empty();
    }
  }

  private Fence fence(Optional<LeaseStore> store, Resources resources)
      throws IOException, LeaseHeldException {
    try {
      return mode() == Mode.DRY_RUN ? Fence.OPEN : LeaseOption.fence(store, context, resources);
    } catch (CancelledException e) {
      return () -> {
        throw new IOException("the run was stopped before it had the lease");
      };
    }
  }

  private Consumer<Plan> announcement(Optional<SnapshotStore> store) {
    return store.isEmpty() || mode() == Mode.DRY_RUN
        ? plan -> {}
        : new JournalAnnouncement(store.get(), context);
  }

  private ActionWriter writer(
      MainJob job, ImageWriter registries, Optional<SnapshotStore> store, Resources resources)
      throws IOException {
    return mode() == Mode.DRY_RUN
        ? new DryRunWriter()
        : job.confirmed(registries, store, resources.own(BlobSpool.create()), copyNondistributable);
  }
}
