package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.audit.AuditLine;
import dev.reinstate.audit.AuditService;
import dev.reinstate.audit.Auditor;
import dev.reinstate.audit.ManifestFeed;
import dev.reinstate.audit.PushTokens;
import dev.reinstate.audit.SnapshotFeed;
import dev.reinstate.audit.TruthKeeper;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
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

  /** Cloud Run kills ten seconds after SIGTERM. */
  private static final Duration GRACE = Duration.ofSeconds(8);

  private static final int READS_AT_ONCE = 16;

  private final Surroundings surroundings;

  @Mixin private ListenOptions listen;
  @Mixin private PushTokenOptions push;
  @Mixin private ManifestFeedOptions manifests;
  @Mixin private StoreOption snapshot;
  @Mixin private RegistryOptions registry;
  @Mixin private GraceOption grace;

  AuditCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, UsageException, InterruptedException {
    try (Resources resources = new Resources()) {
      UsageProblems problems = new UsageProblems();
      int port = listen.port(surroundings, problems);
      PushTokens tokens = push.tokens(surroundings, problems);
      Optional<ManifestFeed> feed = manifests.open(surroundings, resources, problems);
      RegistrySettings settings = registry.settings(surroundings, problems);
      Optional<SnapshotStore> store = resources.own(snapshot.open(problems));
      grace.apply(surroundings.stop(), GRACE, problems);
      problems.throwIfAny();

      SnapshotFeed agreed = store.<SnapshotFeed>map(NewestSnapshot::new).orElse(SnapshotFeed.NONE);
      TruthKeeper truth =
          resources.own(
              new TruthKeeper(
                  feed.orElseThrow(), agreed, manifests.skipInvalid(), surroundings.clock()));
      RegistryClient client = resources.own(RegistryClient.open(settings));
      Auditor auditor =
          new Auditor(
              truth,
              client.images(),
              store,
              reconcile(),
              new FanOut(READS_AT_ONCE),
              surroundings.clock());
      truth.begin();
      AuditService service =
          resources.own(
              new AuditService(
                  port,
                  tokens,
                  auditor,
                  new AuditLine(testcase()),
                  surroundings.out(),
                  judged -> {},
                  truth,
                  listen.project(surroundings),
                  surroundings.clock()));
      return serve(service).value();
    }
  }

  private ExitCode serve(AuditService service) throws IOException, InterruptedException {
    surroundings.err().println("Listening on port " + service.port() + ".");
    surroundings.stop().await();
    if (service.drain(surroundings.stop().grace())) {
      surroundings.err().println("Everything that was taken is answered.");
      return ExitCode.DONE;
    }
    surroundings.err().println("Some pushes were cut off; they will be delivered again.");
    return ExitCode.PARTIAL;
  }

  /** The command that puts a repository right, but for the repository. */
  private ImmutableList<String> reconcile() {
    return ImmutableList.<String>builder()
        .add("scripts/reinstate", "reconcile")
        .addAll(manifests.words(surroundings))
        .addAll(snapshot.words())
        .addAll(registry.rewrites().stream().map(pair -> "--rewrite=" + pair).toList())
        .build();
  }

  private String testcase() {
    return new Variables(surroundings.environment())
        .orElse(null, "CIP_AUDIT_TESTCASE_UUID")
        .orElseGet(() -> UUID.randomUUID().toString());
  }
}
