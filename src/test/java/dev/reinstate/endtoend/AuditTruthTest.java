package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.Pushes;
import dev.reinstate.audit.followed.ReferenceStateRefresher;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.manifest.ManifestTree;
import dev.reinstate.revision.GitHistory;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An auditor whose manifests are in a git repository, or change under its eyes. */
@Timeout(120)
final class AuditTruthTest {

  private static final String APP = "us.gcr.io/prod/app";

  /** What the deployment of the old auditor gave it. */
  private static final String BRANCH = "master";

  private static final String CLAIMS =
      "{\"iss\": \"https://accounts.google.com\", \"aud\": \"auditor\", \"email\": \"%s\","
          + " \"email_verified\": true, \"exp\": 4102444800}";

  @TempDir private Path directory;
  private Path workTree;
  private ManifestTree manifests;
  private GitHistory git;
  private World world;

  @BeforeEach
  void commit() throws Exception {
    workTree = Files.createDirectory(directory.resolve("k8s.io"));
    manifests = new ManifestTree(workTree.resolve("registry.k8s.io"));
    promote("v1");
    git = GitHistory.in(workTree);
    git.commit();
    world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults());
  }

  @AfterEach
  void stop() throws IOException {
    git.close();
    world.close();
  }

  @Test
  void anEventRightAfterItsMergeIsVerified() throws Exception {
    try (RunningAuditor auditor = start()) {
      assertEquals("verified", verdict(push(auditor, "v1")));
      assertEquals("rejected", verdict(push(auditor, "v2")));
      promote("v1", "v2");
      String commit = git.commit();
      world.pass(ReferenceStateRefresher.INTERVAL);
      JsonNode line = push(auditor, "v2");
      assertEquals("verified", verdict(line));
      assertEquals(commit, line.at("/logging.googleapis.com~1labels/commit").asText());
      assertEquals("judging by commit " + commit + "\n", auditor.client().get("/healthz").body());
    }
  }

  @Test
  void aBadCommitChangesNothingAndIsNamedByFileAndLine() throws Exception {
    try (RunningAuditor auditor = start()) {
      push(auditor, "v1");
      manifests.manifest(
          "app", ManifestTree.REGISTRIES, "- name: app\n  dmap:\n    \"sha256:short\": [\"v1\"]\n");
      String bad = git.commit();
      for (int i = 0; i < 3; i++) {
        world.pass(Duration.ofMinutes(2));
        assertEquals("verified", verdict(push(auditor, "v1")));
      }
      String said = auditor.said();
      String problem = "registry.k8s.io/images/app/images.yaml:3:";
      assertTrue(said.contains(bad) && said.contains(problem), said);
      assertEquals(said.indexOf(problem), said.lastIndexOf(problem), "said once");
      assertTrue(
          auditor.client().get("/metrics").body().contains("truth_failures_total 3"),
          () -> auditor.client().get("/metrics").body());
    }
  }

  @Test
  void whatIsOddInACommitIsSaidOnceAndInForce() throws Exception {
    try (RunningAuditor auditor = start()) {
      assertEquals("rejected", verdict(push(auditor, "1.10")));
      manifests.manifest(
          "app",
          ManifestTree.REGISTRIES,
          "- name: app\n  dmap:\n    \"%s\": [1.10]\n".formatted(ManifestTree.digest("app")));
      git.commit();
      world.pass(Duration.ofMinutes(2));
      push(auditor, "1.10");
      push(auditor, "1.10");
      String said = auditor.said();
      String warning = "warning: registry.k8s.io/images/app/images.yaml:3:81: a tag is read";
      assertTrue(said.contains(warning), said);
      assertEquals(said.indexOf(warning), said.lastIndexOf(warning), "said once");
    }
  }

  @Test
  void aRepositoryThatIsAwayAtTheStartIsWaitedFor() throws Exception {
    Path away = directory.resolve("away");
    Files.move(workTree, away);
    try (RunningAuditor auditor = start()) {
      assertEquals(503, auditor.client().get("/healthz").statusCode());
      assertEquals(503, auditor.client().push("1", event("v1")));
      Files.move(away, workTree);
      world.pass(Duration.ofMinutes(2));
      assertEquals(204, auditor.client().push("1", event("v1")));
      assertEquals(1, auditor.lines().size());
    }
  }

  @Test
  void filesAreReadAgainWhenTheyChange() throws Exception {
    String option = "--thin-manifest-dir=" + workTree.resolve("registry.k8s.io");
    try (RunningAuditor auditor =
        RunningAuditor.start(world, ImmutableMap.of(), "audit", "--port=0", option)) {
      assertEquals("rejected", verdict(push(auditor, "v2")));
      promote("v1", "v2");
      world.pass(ReferenceStateRefresher.INTERVAL);
      assertEquals("verified", verdict(push(auditor, "v2")));
    }
  }

  /** Anybody can write the word that Cloud Run leaves, and set a variable: somebody must vouch. */
  @Test
  void thatCloudRunHasCheckedATokenIsBelievedOnlyWhereSomebodySaysSo() {
    try (RunningAuditor auditor =
        RunningAuditor.start(
            world,
            ImmutableMap.of("K_SERVICE", "auditor"),
            "audit",
            "--port=0",
            "--audience=auditor",
            "--push-account=pusher@example.com",
            "--thin-manifest-dir=" + workTree.resolve("registry.k8s.io"))) {
      assertEquals(
          401,
          status(
              auditor, Pushes.envelope("1", event("v1")), CLAIMS.formatted("pusher@example.com")));
      assertEquals(0, auditor.lineCount());
    }
  }

  /** Cloud Run has checked the signature, and says so by leaving a word in its place. */
  @Test
  void withAnAudienceOnlyTheSubscriptionsOwnPushesAreJudged() {
    try (RunningAuditor auditor =
        RunningAuditor.start(
            world,
            ImmutableMap.of(),
            "audit",
            "--port=0",
            "--audience=auditor",
            "--push-account=pusher@example.com",
            "--behind-cloud-run-iam",
            "--thin-manifest-dir=" + workTree.resolve("registry.k8s.io"))) {
      String push = Pushes.envelope("1", event("v1"));
      assertEquals(401, auditor.client().post(push).statusCode());
      assertEquals(403, status(auditor, push, CLAIMS.formatted("other@example.com")));
      assertEquals(0, auditor.lineCount());
      assertEquals(204, status(auditor, push, CLAIMS.formatted("pusher@example.com")));
      assertEquals(1, auditor.lineCount());
    }
  }

  private static int status(RunningAuditor auditor, String push, String claims) {
    String payload = Base64.getUrlEncoder().encodeToString(claims.getBytes(UTF_8));
    String token = "Bearer e30." + payload + ".SIGNATURE_REMOVED_BY_GOOGLE";
    return auditor.client().post(push, "Authorization", token).statusCode();
  }

  @Test
  void whatIsWrongWithTheOptionsIsSaidAtOnce() {
    Run run =
        world
            .run(
                "audit",
                "--port=many",
                "--audience=a",
                "--behind-cloud-run-iam",
                "--manifest-repo=ftp://example.com/k8s.io",
                "--branch=a..b",
                "--snapshot=s3://bucket",
                "--rewrite=x",
                "--confirm",
                "--max-tag-moves=-1",
                "--grace=-1")
            .endsWith(ExitCode.USAGE);
    for (String named :
        ImmutableList.of(
            "--port",
            "--behind-cloud-run-iam: there is no token",
            "--audience, --push-account",
            "--manifest-repo, --branch",
            "--snapshot",
            "--rewrite",
            "--confirm",
            "--max-tag-moves",
            "--grace")) {
      assertTrue(run.err().contains("\"" + named), () -> named + " is not in " + run.err());
    }
    assertEquals("", run.out());
    run.err().lines().forEach(line -> assertTrue(line.startsWith("{\"severity\":"), line));
  }

  @Test
  void manifestsAreAskedForAndMustBeGoodAtTheStart() throws IOException {
    assertTrue(world.run("audit").endsWith(ExitCode.USAGE).err().contains("--manifest-repo=URL"));
    Path broken = Files.writeString(directory.resolve("broken.yaml"), "registries: 1\n");
    String said = world.run("audit", "--manifest=" + broken).endsWith(ExitCode.USAGE).err();
    assertTrue(said.contains(broken + ":1:"), said);
    assertTrue(
        world
            .run("audit", "--reconcile-on-reject", "--confirm", "--manifest=" + broken)
            .endsWith(ExitCode.USAGE)
            .err()
            .contains("--lease"));
  }

  /** As the old auditor was started: by variables. */
  private RunningAuditor start() {
    RunningAuditor auditor =
        RunningAuditor.start(
            world,
            ImmutableMap.of(
                "CIP_AUDIT_MANIFEST_REPO_URL", workTree.toString(),
                "CIP_AUDIT_MANIFEST_REPO_BRANCH", BRANCH,
                "CIP_AUDIT_MANIFEST_REPO_MANIFEST_DIR", "registry.k8s.io",
                "CIP_AUDIT_TESTCASE_UUID", "testcase",
                "PORT", "0"),
            "audit",
            "--rewrite=us.gcr.io=" + world.registry("us.gcr.io").host(),
            "--rewrite=gcr.io=" + world.registry("gcr.io").host());
    auditor.awaitSaid(Pattern.compile("Listening"));
    return auditor;
  }

  private void promote(String... tags) {
    manifests.manifest(
        "app",
        ManifestTree.REGISTRIES,
        "- name: app\n  dmap:\n    \"%s\": [\"%s\"]\n"
            .formatted(ManifestTree.digest("app"), String.join("\", \"", tags)));
  }

  private static String event(String tag) {
    return RegistryEvents.tagged(APP, ManifestTree.digest("app"), tag);
  }

  private static JsonNode push(RunningAuditor auditor, String tag) {
    return auditor.push(event(tag));
  }

  private static String verdict(JsonNode line) {
    return line.at("/logging.googleapis.com~1labels/verdict").asText();
  }
}
