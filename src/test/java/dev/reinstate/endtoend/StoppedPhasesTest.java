package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Target;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is asked to end while a registry keeps it waiting reports what it knows by then. */
@Timeout(120)
class StoppedPhasesTest {

  private static final String HOST = "us.example";
  private static final String OTHER = "eu.example";
  private static final String STAGING = "staging.example";

  @TempDir private Path directory;
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicBoolean written = new AtomicBoolean();
  private World world;
  private SampleImage missing;
  private Process run;

  @BeforeEach
  void promoteAndLose() throws IOException {
    SampleImages samples = new SampleImages(6);
    missing = samples.oci(30);
    SampleImage other = samples.oci(30);
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    ManifestFile manifest = world.manifest(STAGING + "/team", HOST + "/prod", OTHER + "/prod");
    manifest.promote("app", missing.digest(), "v1");
    manifest.promote("tool", other.digest(), "v1");
    world.put(STAGING + "/team/app", missing);
    world.put(STAGING + "/team/tool", other);
    world.put(HOST + "/prod/tool", other, "v1");
    world.put(OTHER + "/prod/tool", other, "v1");
    world.registry(HOST);
    world.registry(OTHER);
  }

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    run.destroyForcibly();
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--dry-run", "--confirm"})
  void whileRepositoriesAreListed(String mode) throws Exception {
    hold(
        HOST,
        target -> target.endpoint() == Endpoint.TAGS && target.repository().equals("prod/app"));
    JsonNode plan = stopped(mode);
    assertEquals(1, found(plan, "unreadable", HOST + "/prod/app").size(), plan.toString());
    // Whether the other region was read by then is chance. If it was, that it misses the image is
    // known, and so is nothing more.
    List<JsonNode> other = found(plan, "unreadable", OTHER + "/prod/app");
    assertEquals(1, other.size(), plan.toString());
    String image = missing.digest().toString();
    assertEquals(image, other.get(0).path("digest").asText(image), plan.toString());
    assertEquals(0, plan.get("summary").get("lost").asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--dry-run", "--confirm"})
  void whileSourcesAreLookedFor(String mode) throws Exception {
    hold(STAGING, target -> target.repository().equals("team/app"));
    JsonNode plan = stopped(mode);
    for (String host : List.of(HOST, OTHER)) {
      JsonNode finding = found(plan, "unreadable", host + "/prod/app").get(0);
      assertEquals(missing.digest().toString(), finding.get("digest").asText());
      assertTrue(
          finding
              .get("detail")
              .asText()
              .contains("stopped before staging.example/team/app was read"),
          finding.toString());
    }
    assertEquals(0, plan.get("summary").get("lost").asInt(), "nobody knows");
  }

  @Test
  void whileWhatWasWrittenIsVerified() throws Exception {
    holdOnceWritten();
    JsonNode plan = stopped("--confirm");
    assertEquals(2, plan.get("actions").size(), plan.toString());
    JsonNode result = json("result.json");
    assertEquals("done", result.get("outcomes").get(0).get("status").asText(), result.toString());
  }

  /** Nothing is written yet that could be finished within the ten minutes. */
  @Test
  void readsAreNotWaitedForUntilTheGraceIsOver() throws Exception {
    hold(STAGING, target -> target.repository().equals("team/app"));
    JsonNode plan = stopped("--confirm", "--grace=600");
    assertEquals(1, found(plan, "unreadable", HOST + "/prod/app").size(), plan.toString());
  }

  /** Whoever asks may have less patience than the run. */
  @ParameterizedTest
  @ValueSource(strings = {HOST, STAGING})
  void whatIsKilledWithinItsGraceHasReportedBefore(String stalling) throws Exception {
    hold(stalling, target -> target.repository().endsWith("/app"));
    LeftArtifacts left = killed("--confirm", "--grace=600");
    left.assertOfAStoppedRun();
    JsonNode plan = left.json("plan.json");
    for (String repository : List.of("/prod/app", "/prod/tool")) {
      assertEquals(1, found(plan, "unreadable", HOST + repository).size(), plan.toString());
    }
    assertEquals(0, plan.get("actions").size(), plan.toString());
  }

  @Test
  void whatWasWrittenIsReportedWhereTheRunIsKilledWhileItIsVerified() throws Exception {
    holdOnceWritten();
    LeftArtifacts left = killed("--confirm", "--grace=600");
    left.assertOfAStoppedRun();
    JsonNode outcomes = left.json("result.json").get("outcomes");
    assertEquals(2, outcomes.size(), outcomes.toString());
    outcomes.forEach(outcome -> assertEquals("done", outcome.get("status").asText()));
  }

  /** What a run leaves that is asked to end once a request is held, and killed soon after. */
  private LeftArtifacts killed(String... options) throws Exception {
    LeftArtifacts left = new LeftArtifacts(Files.createDirectory(directory.resolve("artifacts")));
    start(options);
    signal("INT");
    left.await();
    run.destroyForcibly().waitFor();
    return left;
  }

  /** The plan of a run that is asked to end once a request is held. */
  private JsonNode stopped(String mode) throws Exception {
    return stopped(mode, "--grace=1");
  }

  private JsonNode stopped(String... options) throws Exception {
    Path artifacts = start(options);
    signal("TERM");
    String said = run.errorReader(UTF_8).lines().toList().toString();
    assertEquals(ExitCode.PARTIAL.value(), run.waitFor(), said);
    for (String name : List.of("report.html", "junit_reinstate.xml", "metadata.json")) {
      assertTrue(Files.size(artifacts.resolve(name)) > 0, name);
    }
    String text = Files.readString(directory.resolve("out.txt"));
    assertTrue(text.contains("The run was stopped before its end."), text);
    assertTrue(json("result.json").get("stopped").asBoolean());
    return json("plan.json");
  }

  /** Returns where its artifacts go once it asks for what is held. */
  private Path start(String... options) throws Exception {
    Path artifacts = directory.resolve("artifacts");
    List<String> words = new ArrayList<>(List.of(options));
    words.add("--artifacts=" + artifacts);
    run = world.startReconcile(directory.resolve("out.txt"), words.toArray(String[]::new));
    assertTrue(stalled.await(60, TimeUnit.SECONDS), "the run never asked");
    return artifacts;
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(run.pid())).start();
    assertEquals(0, kill.waitFor());
  }

  private void holdOnceWritten() {
    hold(
        HOST,
        target -> {
          written.compareAndSet(false, target.method().equals("PUT"));
          return written.get() && target.endpoint() == Endpoint.TAGS;
        });
  }

  private void hold(String host, Predicate<Target> which) {
    world
        .registry(host)
        .latency()
        .set(
            target -> {
              if (which.test(target)) {
                stalled.countDown();
                try {
                  release.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
              return Duration.ZERO;
            });
  }

  private JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(directory.resolve("artifacts").resolve(name).toFile());
  }

  private static List<JsonNode> found(JsonNode plan, String kind, String repository) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode finding : plan.get("findings")) {
      if (finding.get("kind").asText().equals(kind)
          && finding.path("repository").asText().equals(repository)) {
        found.add(finding);
      }
    }
    return found;
  }
}
