package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.reconcile.gate.GateLimits;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.storage.StorageWaits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command asks that holds registries against manifests and snapshot and may write. */
public final class RunOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private ManifestOptions manifests;
  @Mixin private StoreOption snapshot;
  @Mixin private AsOfOption asOf;
  @Mixin private ScopeOptions scope;
  @Mixin private ShardOption shards;
  @Mixin private NetworkOptions network;
  @Mixin private RegistryOptions registry;
  @Mixin private GateOptions gate;
  @Mixin private LeaseOption lease;
  @Mixin private GraceOption grace;
  @Mixin private ReportOptions reports;

  @Option(names = "--confirm", description = "apply the plan; without it no registry is written to")
  private boolean confirm;

  @Option(names = "--dry-run", description = "write nothing, even with --confirm")
  private boolean dryRun;

  @Option(
      names = "--allow-nondistributable-artifacts",
      description = "also copy layers that registries do not distribute")
  private boolean copyNondistributable;

  @Option(
      names = "--max-age",
      paramLabel = "DURATION",
      description =
          "exit 4 when a scrub's proof that an image is whole is missing or older, such as 7d")
  private String maxAge;

  /**
   * What they say, checked.
   *
   * @param included the destination repositories that the user means
   * @param asOf the moment of the snapshot; empty for the latest
   * @param maxAge how old the oldest proof may be; empty for any age
   * @param google how Google is reached
   */
  public record Request(
      LoadedManifests manifests,
      Predicate<Repository> included,
      Optional<Shard> shard,
      Optional<Instant> asOf,
      Optional<Duration> maxAge,
      GoogleAccess google,
      RunSettings settings) {

    /** None where the run is stopped meanwhile: then no registry is read either, which is said. */
    public Optional<LoadedSnapshot> snapshot(InstantSource clock)
        throws IOException, UsageException {
      if (settings.snapshot().isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(AsOfOption.load(settings.snapshot().get(), asOf, included, clock));
      } catch (CancelledException e) {
        return Optional.empty();
      }
    }
  }

  /** Reads and checks them; no registry is asked yet. What is opened is closed with resources. */
  public Request read(ProcessContext context, Resources resources, UsageProblems problems) {
    StorageWaits waits = context.storageWaits();
    LoadedManifests loaded = manifests.load(problems);
    Predicate<Repository> included = scope.scope(problems);
    NetworkOptions.Reach reach = network.read(context, problems);
    Optional<Shard> shard = shards.shard(context, problems);
    RegistrySettings registries =
        ShardOption.shared(registry.settings(context, reach, problems), shard);
    GateLimits limits = gate.limits(problems);
    Optional<SnapshotStore> store = resources.own(snapshot.open(reach.google(), waits, problems));
    Optional<Instant> moment = asOf.moment(problems);
    Optional<LeaseStore> leases = resources.own(lease.open(shard, reach.google(), waits, problems));
    reports.check(context, problems);
    grace.apply(context.stop(), problems);
    Mode mode = confirm && !dryRun ? Mode.CONFIRMED : Mode.DRY_RUN;
    return new Request(
        loaded,
        included,
        shard,
        moment,
        mostAge(store, problems),
        reach.google(),
        new RunSettings(
            mode,
            limits,
            registries,
            network.rewrites(),
            store,
            leases,
            lease.siblings(leases, shard),
            copyNondistributable));
  }

  private Optional<Duration> mostAge(Optional<SnapshotStore> store, UsageProblems problems) {
    if (maxAge == null) {
      return Optional.empty();
    }
    if (store.isEmpty()) {
      problems.add("--max-age: proofs are kept beside snapshots; name them by --snapshot");
    }
    return problems.check(
        "--max-age", () -> Optional.of(Quantity.duration(maxAge)), Optional.empty());
  }

  public ManifestOptions manifests() {
    return manifests;
  }

  /** The command line, as the user gave it. */
  public ImmutableList<String> arguments() {
    return ImmutableList.copyOf(command.root().commandLine().getParseResult().originalArgs());
  }

  public void write(RunReport report, ProcessContext context) throws IOException {
    reports.write(ReportModel.of(report), context);
  }

  /** Writes the artifacts alone, where a run leaves any. */
  public void writeArtifacts(Supplier<RunReport> report, ProcessContext context)
      throws IOException {
    reports.writeArtifacts(() -> ReportModel.of(report.get()), context);
  }
}
