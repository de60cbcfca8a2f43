package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.audit.AuditLine;
import dev.reinstate.audit.AuditRecord;
import dev.reinstate.audit.AuditService;
import dev.reinstate.audit.Auditor;
import dev.reinstate.audit.Healer;
import dev.reinstate.audit.followed.ManifestFeed;
import dev.reinstate.audit.followed.ReferenceStateRefresher;
import dev.reinstate.audit.followed.SnapshotFeed;
import dev.reinstate.audit.push.PushTokens;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.GraceOption;
import dev.reinstate.cli.option.ManifestFeedOptions;
import dev.reinstate.cli.option.NetworkOptions;
import dev.reinstate.cli.option.PushOptions;
import dev.reinstate.cli.option.RegistryOptions;
import dev.reinstate.cli.option.RepairOptions;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.RunSettings;
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

  private final ProcessContext context;

  @Mixin private PushOptions push;
  @Mixin private ManifestFeedOptions manifests;
  @Mixin private StoreOption snapshot;
  @Mixin private NetworkOptions network;
  @Mixin private RegistryOptions registry;
  @Mixin private RepairOptions onReject;
  @Mixin private GraceOption grace;

  AuditCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, UsageException, InterruptedException {
    try (Resources resources = new Resources()) {
      UsageProblems problems = new UsageProblems();
      // Its own drain decides how long what runs may take.
      StorageWaits waits = new StorageWaits(new StopSignal(), LOG::info, context.clock());
      int port = push.port(context, problems);
      NetworkOptions.Reach reach = network.read(context, problems);
      PushTokens tokens = push.tokens(context, reach, problems);
      Optional<ManifestFeed> feed = manifests.open(context, reach.network(), resources, problems);
      RegistrySettings settings = registry.settings(context, reach, problems);
      Optional<SnapshotStore> store = resources.own(snapshot.open(reach.google(), waits, problems));
      Optional<RunSettings> repairs =
          onReject.repairs(
              settings, network.rewrites(), store, reach.google(), waits, resources, problems);
      grace.apply(context.stop(), GRACE, problems);
      problems.throwIfAny();

      SnapshotFeed agreed = store.<SnapshotFeed>map(NewestSnapshot::new).orElse(SnapshotFeed.NONE);
      ReferenceStateRefresher reference =
          resources.own(
              new ReferenceStateRefresher(
                  feed.orElseThrow(), agreed, manifests.skipInvalid(), context.clock()));
      reference.begin();
      Optional<Healer> healer =
          resources.own(
              repairs.map(
                  how -> new Healer(new TargetedRun(context, reference, how, reconcile()))));
      AuditService service =
          resources.own(
              new AuditService(
                  port,
                  tokens,
                  auditor(reference, resources.own(RegistryClient.open(settings)), store),
                  new AuditLine(testcase()),
                  context.output().target(),
                  healer.<Consumer<AuditRecord>>map(there -> there::judged).orElse(judged -> {}),
                  reference,
                  push.project(context),
                  context.clock()));
      return serve(service, healer).value();
    }
  }

  private Auditor auditor(
      ReferenceStateRefresher reference, RegistryClient client, Optional<SnapshotStore> journal) {
    return new Auditor(
        reference,
        client.images(),
        journal,
        reconcile(),
        new FanOut(READS_AT_ONCE),
        context.clock(),
        context.waiting()::sleep);
  }

  private ExitCode serve(AuditService service, Optional<Healer> healer)
      throws IOException, InterruptedException {
    LOG.info("Listening on port {}.", service.port());
    context.stop().await();
    Instant until = context.clock().instant().plus(context.stop().grace());
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
    Duration left = Duration.between(context.clock().instant(), until);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** The command that puts a repository right, but for the repository. */
  private ImmutableList<String> reconcile() {
    return ImmutableList.<String>builder()
        .add("scripts/reinstate", "reconcile")
        .addAll(manifests.words(context))
        .addAll(snapshot.words())
        .addAll(onReject.words())
        .addAll(network.rewrites().stream().map(pair -> "--rewrite=" + pair).toList())
        .build();
  }

  private String testcase() {
    return new Variables(context.environment())
        .orElse(null, "CIP_AUDIT_TESTCASE_UUID")
        .orElseGet(() -> UUID.randomUUID().toString());
  }
}
