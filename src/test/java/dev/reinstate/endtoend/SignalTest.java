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
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A confirmed run in a process of its own that is asked to end while the registry is busy. */
@Timeout(120)
class SignalTest {

  private static final String HOST = "us.example";
  private static final String PATH = "prod/app";
  private static final int IMAGES = 60;

  /** All images are under way from the start unless few requests are; so later ones wait. */
  private static final String ONE_AT_A_TIME = "--concurrency=1";

  @TempDir private Path directory;
  private final CountDownLatch writing = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private World world;
  private Process run;

  @BeforeEach
  void promoteAndLose() throws IOException {
    SampleImages samples = new SampleImages(6);
    Files.createDirectory(artifacts());
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    ManifestFile manifest = world.manifest("staging.example/team", HOST + "/prod");
    for (int i = 0; i < 6 * IMAGES; i++) {
      SampleImage image = samples.oci(30);
      manifest.promote("app", image.digest(), "v" + i);
      world.put("staging.example/team/app", image);
      if (i >= IMAGES) {
        world.put(HOST + "/" + PATH, image, "v" + i);
      }
    }
    for (int i = IMAGES; i < 6 * IMAGES; i++) {
      world.contents(HOST).untag(PATH, "v" + i);
    }
    world.registry(HOST).latency().set(this::holdTheFirstWrite);
  }

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    run.destroyForcibly();
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void whatRunsIsFinishedAndReportedAndTheNextRunDoesTheRest(String signal) throws Exception {
    BufferedReader err = start(ONE_AT_A_TIME);
    send(signal);
    List<String> said = untilStopping(err);
    // Prow sends SIGINT and then SIGTERM; the second must not cut the first one's grace short.
    send("TERM");
    release.countDown();
    said.addAll(err.lines().toList());
    assertEquals(ExitCode.PARTIAL.value(), run.waitFor(), said.toString());

    JsonNode result = json("result.json");
    assertTrue(result.get("stopped").asBoolean(), result.toString());
    assertEquals(6 * IMAGES, json("plan.json").get("actions").size());
    List<String> statuses = statuses(result);
    assertTrue(statuses.contains("done"), statuses.toString());
    assertTrue(statuses.contains("skipped"), statuses.toString());
    assertTheNextRunDoesTheRest();
  }

  @Test
  void whatOutlastsTheGraceIsCutOffAndReported() throws Exception {
    BufferedReader err = start(ONE_AT_A_TIME, "--grace=1");
    send("TERM");
    String said = err.lines().toList().toString();
    assertEquals(ExitCode.PARTIAL.value(), run.waitFor(), said);
    assertTrue(said.contains("Stopping now: what still runs is cut off."), said);
    JsonNode result = json("result.json");
    assertTrue(result.get("stopped").asBoolean(), result.toString());
    assertTrue(statuses(result).contains("failed"), result.toString());
    release.countDown();
    assertTheNextRunDoesTheRest();
  }

  /** Whoever asks may have less patience than the run. */
  @Test
  void whatIsKilledWithinItsGraceHasReportedBefore() throws Exception {
    var unused = start(ONE_AT_A_TIME, "--grace=600");
    send("INT");
    LeftArtifacts left = new LeftArtifacts(artifacts());
    left.await();
    run.destroyForcibly().waitFor();
    left.assertOfAStoppedRun();
    assertEquals(6 * IMAGES, json("plan.json").get("actions").size());
    JsonNode result = json("result.json");
    assertEquals(6 * IMAGES, result.get("outcomes").size());
    assertEquals(List.of("skipped"), statuses(result), "the first write was not over");
    release.countDown();
    assertTheNextRunDoesTheRest();
  }

  private Duration holdTheFirstWrite(Target target) {
    if (target.method().equals("PUT") && target.endpoint() == Endpoint.MANIFEST) {
      writing.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return Duration.ZERO;
  }

  /** Returns standard error once the run is in the middle of its first write. */
  private BufferedReader start(String... more) throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(List.of("--confirm", "--max-missing=100", "--artifacts=" + artifacts()));
    words.addAll(List.of(more));
    run = world.startReconcile(directory.resolve("out.txt"), words.toArray(String[]::new));
    assertTrue(writing.await(60, TimeUnit.SECONDS), "the run never wrote anything");
    return run.errorReader(UTF_8);
  }

  private void send(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(run.pid())).start();
    assertEquals(0, kill.waitFor());
  }

  private static List<String> untilStopping(BufferedReader err) throws IOException {
    List<String> said = new ArrayList<>();
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      said.add(line);
      if (line.contains("Stopping: what runs may finish, nothing new begins.")) {
        return said;
      }
    }
    throw new AssertionError("it never said that it stops: " + said);
  }

  private Path artifacts() {
    return directory.resolve("artifacts");
  }

  private JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(artifacts().resolve(name).toFile());
  }

  private static List<String> statuses(JsonNode result) {
    return StreamSupport.stream(result.get("outcomes").spliterator(), false)
        .map(outcome -> outcome.get("status").asText())
        .distinct()
        .toList();
  }

  private void assertTheNextRunDoesTheRest() {
    Run next = world.reconcile("--confirm", "--max-missing=100").endsWith(ExitCode.DONE);
    assertTrue(next.out().contains("Nothing to promote."), next.out());
    assertEquals(6 * IMAGES, world.contents(HOST).state().get(PATH).tags().size());
  }
}
