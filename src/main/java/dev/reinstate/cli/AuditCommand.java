package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.audit.AuditLine;
import dev.reinstate.audit.AuditService;
import dev.reinstate.audit.Auditor;
import dev.reinstate.audit.Healer;
import dev.reinstate.audit.Judged;
import dev.reinstate.audit.followed.ManifestFeed;
import dev.reinstate.audit.followed.SnapshotFeed;
import dev.reinstate.audit.followed.TruthKeeper;
import dev.reinstate.audit.push.PushTokens;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.Surroundings;
import dev.reinstate.cli.option.GraceOption;
import dev.reinstate.cli.option.ListenOptions;
import dev.reinstate.cli.option.ManifestFeedOptions;
import dev.reinstate.cli.option.PushTokenOptions;
import dev.reinstate.cli.option.RegistryOptions;
import dev.reinstate.cli.option.RepairOptions;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.StoreOption;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.cli.option.Variables;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.storage.StorageWaits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The service that judges what happens to the registries. */
@Command(
    name = AuditCommand.NAME,
    description =
        "Judge every change of a registry that Pub/Sub pushes; one line of JSON for each on"
            + " standard output.",
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {

  static final String NAME = "audit";

  private static final Logger LOG = LoggerFactory.getLogger(AuditCommand.class);

  /** Cloud Run kills ten seconds after SIGTERM. */
  private static final Duration GRACE = Duration.ofSeconds(8);

  private static final int READS_AT_ONCE = 16;

  private final Surroundings surroundings;

  @Mixin private ListenOptions listen;
  @Mixin private PushTokenOptions push;
  @Mixin private ManifestFeedOptions manifests;
  @Mixin private StoreOption snapshot;
  @Mixin private RegistryOptions registry;
  @Mixin private RepairOptions onReject;
  @Mixin private GraceOption grace;

  AuditCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, UsageException, InterruptedException {
    try (Resources resources = new Resources()) {
      UsageProblems problems = new UsageProblems();
      // Its own drain decides how long what runs may take.
      StorageWaits waits = new StorageWaits(new StopSignal(), LOG::info, surroundings.clock());
      int port = listen.port(surroundings, problems);
      PushTokens tokens = push.tokens(surroundings, problems);
      Optional<ManifestFeed> feed = manifests.open(surroundings, resources, problems);
      RegistrySettings settings = registry.settings(surroundings, problems);
      Optional<SnapshotStore> store = resources.own(snapshot.open(waits, problems));
      Optional<RepairOptions.Repairs> repairs = onReject.repairs(waits, resources, problems);
      grace.apply(surroundings.stop(), GRACE, problems);
      problems.throwIfAny();

      SnapshotFeed agreed = store.<SnapshotFeed>map(NewestSnapshot::new).orElse(SnapshotFeed.NONE);
      TruthKeeper truth =
          resources.own(
              new TruthKeeper(
                  feed.orElseThrow(), agreed, manifests.skipInvalid(), surroundings.clock()));
      truth.begin();
      Optional<Healer> healer =
          resources.own(repairs.map(how -> new Healer(repair(truth, settings, store, how))));
      AuditService service =
          resources.own(
              new AuditService(
                  port,
                  tokens,
                  auditor(truth, resources.own(RegistryClient.open(settings)), store),
                  new AuditLine(testcase()),
                  surroundings.output().target(),
                  healer.<Consumer<Judged>>map(there -> there::judged).orElse(judged -> {}),
                  truth,
                  listen.project(surroundings),
                  surroundings.clock()));
      return serve(service, healer).value();
    }
  }

  private Auditor auditor(
      TruthKeeper truth, RegistryClient client, Optional<SnapshotStore> journal) {
    return new Auditor(
        truth,
        client.images(),
        journal,
        reconcile(),
        new FanOut(READS_AT_ONCE),
        surroundings.clock(),
        surroundings.waiting()::sleep);
  }

  private TargetedRun repair(
      TruthKeeper truth,
      RegistrySettings settings,
      Optional<SnapshotStore> store,
      RepairOptions.Repairs how) {
    return new TargetedRun(
        surroundings, truth, settings, registry.rewrites(), store, how, reconcile());
  }

  private ExitCode serve(AuditService service, Optional<Healer> healer)
      throws IOException, InterruptedException {
    LOG.info("Listening on port {}.", service.port());
    surroundings.stop().await();
    Instant until = surroundings.clock().instant().plus(surroundings.stop().grace());
    boolean answered = service.drain(left(until));
    boolean repaired = healer.isEmpty() || healer.get().drain(left(until));
    if (!answered) {
      LOG.warn("Some pushes were cut off; they will be delivered again.");
    }
    if (!repaired) {
      LOG.warn("A repair was cut off; run reconcile.");
    }
    return answered && repaired ? ExitCode.DONE : ExitCode.PARTIAL;
  }

  private Duration left(Instant until) {
    Duration left = Duration.between(surroundings.clock().instant(), until);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** The command that puts a repository right, but for the repository. */
  private ImmutableList<String> reconcile() {
    return ImmutableList.<String>builder()
        .add("scripts/reinstate", "reconcile")
        .addAll(manifests.words(surroundings))
        .addAll(snapshot.words())
        .addAll(onReject.words())
        .addAll(registry.rewrites().stream().map(pair -> "--rewrite=" + pair).toList())
        .build();
  }

  private String testcase() {
    return new Variables(surroundings.environment())
        .orElse(null, "CIP_AUDIT_TESTCASE_UUID")
        .orElseGet(() -> UUID.randomUUID().toString());
  }
}
