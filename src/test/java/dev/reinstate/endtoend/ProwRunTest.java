package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.manifest.ManifestTree;
import dev.reinstate.revision.GitHistory;
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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The command of every job as its pod has it, under Prow's own {@code entrypoint}, and what its
 * {@code sidecar} takes away; registries are embedded, and buckets are directories.
 */
@Timeout(180)
final class ProwRunTest {

  private static final String HOST = "us.example";
  private static final String PATH = "prod/app";
  private static final int IMAGES = 12;
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Enough for the program to begin to write, on a busy machine too. */
  private static final Duration TIMEOUT = Duration.ofSeconds(40);

  private final SampleImages samples = new SampleImages(67);
  private final List<SampleImage> images =
      Stream.generate(() -> samples.oci(30)).limit(IMAGES).toList();
  private final CountDownLatch working = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @TempDir private Path directory;
  private Path checkout;
  private World world;
  private ProwTools prow;
  private ProwTools.Refs refs;
  private Process entrypoint;

  @BeforeAll
  static void findProw() {
    ProwTools.require();
  }

  static List<ProwJob> jobs() throws IOException {
    return ProwJob.all();
  }

  @BeforeEach
  void promoteAndTakeSnapshot() throws Exception {
    prow = ProwTools.in(Files.createDirectory(directory.resolve("prow")));
    checkout = Files.createDirectory(directory.resolve("checkout"));
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    try (GitHistory git = GitHistory.onBranch("main", checkout)) {
      promote(IMAGES - 1);
      String base = git.commit();
      promote(IMAGES);
      refs = new ProwTools.Refs(base, git.commit());
    }
    for (int i = 0; i < IMAGES; i++) {
      world.put("staging.example/team/app", images.get(i));
      world.put(HOST + "/" + PATH, images.get(i), "v" + i);
    }
    world
        .run(
            Stream.concat(
                    Stream.of(
                        "snapshot",
                        "take",
                        "--thin-manifest-dir=" + checkout.resolve("registry.k8s.io")),
                    Stream.of(world.options()))
                .toArray(String[]::new))
        .endsWith(ExitCode.DONE);
  }

  /** So many of the images. */
  private void promote(int number) {
    StringBuilder dmap = new StringBuilder("- name: app\n  dmap:\n");
    for (int i = 0; i < number; i++) {
      dmap.append("    \"%s\": [\"v%d\"]\n".formatted(images.get(i).digest(), i));
    }
    var unused =
        new ManifestTree(checkout.resolve("registry.k8s.io"))
            .manifest(
                "k8s-staging-team",
                """
                registries:
                - name: staging.example/team
                  src: true
                - name: %s/prod
                """
                    .formatted(HOST),
                dmap.toString());
  }

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    if (entrypoint != null) {
      entrypoint.descendants().forEach(ProcessHandle::destroyForcibly);
      entrypoint.destroyForcibly();
    }
    world.close();
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void aJobDoesItsWork(ProwJob job) throws Exception {
    ProwPodRun run = podOf(job);
    for (SampleImage lost : images.subList(0, 2)) {
      world.delete(HOST + "/" + PATH, lost);
    }
    start(run, job, LONG, LONG);
    String said = rest(entrypoint.inputReader(UTF_8));
    assertEquals(ExitCode.DONE.value(), entrypoint.waitFor(), said);
    assertEquals(ExitCode.DONE.value(), run.marked());
    assertEquals(said, run.log());
    JsonNode finished = run.finish();
    assertTrue(finished.get("passed").asBoolean(), finished.toString());
    boolean reports = !job.command().name().startsWith("snapshot");
    assertEquals(reports, finished.at("/metadata/verdict").isTextual(), finished.toString());
    if (reports) {
      assertEquals(run.artifacts().json("metadata.json"), finished.get("metadata"));
      assertFalse(run.uploaded().json("result.json").get("stopped").asBoolean());
    }
    if (job.command().has("--confirm")) {
      assertEquals(IMAGES, world.contents(HOST).state().get(PATH).tags().size(), said);
    }
  }

  /** The grace is long enough: it ends by itself. */
  @Test
  void aJobThatTimesOutFinishesWhatItHasBegun() throws Exception {
    ProwJob job = job("post-k8sio-reinstate");
    ProwPodRun run = stuck(job, LONG);
    BufferedReader said = entrypoint.inputReader(UTF_8);
    awaitLine(said, "Stopping: what runs may finish, nothing new begins.");
    release.countDown();
    var unused = rest(said);
    assertEquals(127, entrypoint.waitFor(), "timed out, as entrypoint marks it");
    assertStopped(run, "FAILURE");
    assertTrue(statuses(run).contains("done"), statuses(run).toString());
  }

  /** SIGINT, and SIGKILL long before our own grace is over. */
  @Test
  void aJobThatIsKilledAfterItsTimeoutHasReported() throws Exception {
    ProwPodRun run = stuck(job("post-k8sio-reinstate"), Duration.ofSeconds(8));
    String said = rest(entrypoint.inputReader(UTF_8));
    assertTrue(said.contains("Process did not exit before 8s grace period"), said);
    assertEquals(127, entrypoint.waitFor(), said);
    assertStopped(run, "FAILURE");
    List<String> statuses = statuses(run);
    assertFalse(statuses.isEmpty(), "no outcome of what was planned");
    assertFalse(statuses.contains("done"), statuses.toString());
  }

  /** Its pod is deleted: SIGINT, and SIGTERM at once, then SIGKILL. */
  @Test
  void aJobWhosePodIsDeletedHasReported() throws Exception {
    ProwJob job = job("ci-k8sio-reinstate");
    ProwPodRun run = podOf(job);
    loseAllAndHoldTheFirstWrite();
    start(run, job, LONG, Duration.ofSeconds(8));
    awaitWork(LONG);
    Process kill = new ProcessBuilder("kill", String.valueOf(entrypoint.pid())).start();
    assertEquals(0, kill.waitFor());
    String said = rest(entrypoint.inputReader(UTF_8));
    assertTrue(said.contains("Entrypoint received interrupt: terminated"), said);
    assertEquals(130, entrypoint.waitFor(), said);
    assertStopped(run, "ABORTED");
  }

  /** A scrub may be killed while it has no result yet. */
  @Test
  void aScrubThatIsKilledAfterItsTimeoutHasReported() throws Exception {
    ProwJob job = job("ci-k8sio-reinstate-scrub");
    ProwPodRun run = podOf(job);
    hold(target -> target.endpoint() == Endpoint.MANIFEST);
    start(run, job, TIMEOUT, Duration.ofSeconds(8));
    awaitWork(TIMEOUT);
    String said = rest(entrypoint.inputReader(UTF_8));
    assertEquals(127, entrypoint.waitFor(), said);
    assertStopped(run, "FAILURE");
  }

  private ProwPodRun stuck(ProwJob job, Duration grace) throws Exception {
    ProwPodRun run = podOf(job);
    loseAllAndHoldTheFirstWrite();
    start(run, job, TIMEOUT, grace);
    awaitWork(TIMEOUT);
    return run;
  }

  /** Without it, what comes later says nothing about a run that is at work. */
  private void awaitWork(Duration most) throws InterruptedException {
    assertTrue(
        working.await(most.toSeconds(), TimeUnit.SECONDS),
        () -> "it was not at work within " + most.toSeconds() + " s");
  }

  private void loseAllAndHoldTheFirstWrite() {
    images.subList(0, 8).forEach(lost -> world.delete(HOST + "/" + PATH, lost));
    hold(target -> target.method().equals("PUT") && target.endpoint() == Endpoint.MANIFEST);
  }

  private void hold(Predicate<Target> which) {
    world
        .registry(HOST)
        .latency()
        .set(
            target -> {
              if (which.test(target)) {
                working.countDown();
                try {
                  release.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
              return Duration.ZERO;
            });
  }

  private static void assertStopped(ProwPodRun run, String result) throws Exception {
    run.artifacts().assertOfAStoppedRun();
    JsonNode finished = run.finish();
    assertFalse(finished.get("passed").asBoolean());
    assertEquals(result, finished.get("result").asText());
    assertEquals(run.artifacts().json("metadata.json"), finished.get("metadata"));
    run.uploaded().assertOfAStoppedRun();
  }

  private static List<String> statuses(ProwPodRun run) throws IOException {
    return StreamSupport.stream(
            run.artifacts().json("result.json").get("outcomes").spliterator(), false)
        .map(outcome -> outcome.get("status").asText())
        .distinct()
        .toList();
  }

  private static ProwJob job(String name) throws IOException {
    return jobs().stream().filter(job -> job.name().equals(name)).findFirst().orElseThrow();
  }

  private ProwPodRun podOf(ProwJob job) throws Exception {
    return new ProwPodRun(
        prow, prow.pod(job, refs), Files.createDirectory(directory.resolve("pod")), checkout);
  }

  private void start(ProwPodRun run, ProwJob job, Duration timeout, Duration grace)
      throws IOException {
    entrypoint = run.start(command(job), timeout, grace);
  }

  /** The job's own arguments, but for where buckets and registries are. */
  private List<String> command(ProwJob job) {
    Stream<String> given =
        Container.strings(job.container().node().path("args")).stream()
            .map(word -> word.replace("gs://k8s-artifacts-prod-snapshots", world.snapshot() + ""))
            .map(word -> word.replace("gs://k8s-artifacts-prod-reinstate", directory + ""))
            .map(
                word -> word.replace("us-central1-docker.pkg.dev", world.registry("drill").host()));
    Stream<String> rewrites =
        Stream.of(world.options()).filter(word -> word.startsWith("--rewrite="));
    return Stream.of(
            World.program().stream(),
            given,
            rewrites,
            // Two of twelve are more than an everyday loss.
            job.command().has("--confirm") ? Stream.of("--max-missing=100") : Stream.<String>of())
        .flatMap(words -> words)
        .toList();
  }

  private static String rest(BufferedReader said) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
    }
    return all.toString();
  }

  private static void awaitLine(BufferedReader said, String wanted) throws IOException {
    StringBuilder before = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.contains(wanted)) {
        return;
      }
      before.append(line).append('\n');
    }
    throw new AssertionError("it never said so:\n" + before);
  }
}
