package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.universe.Damage;
import dev.reinstate.sandbox.universe.HostCounts;
import dev.reinstate.sandbox.universe.Universe;
import dev.reinstate.sandbox.universe.UniverseFiles;
import dev.reinstate.sandbox.universe.UniverseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A region that lost everything is restored from its neighbours under a user's quota for all
 * regions together, whose minutes take five seconds here.
 */
@Timeout(300)
final class DisasterRunTest {

  private static final int REPOSITORIES = 30;
  private static final int IMAGES = 10;
  private static final int HASTE = 12;
  private static final int KILLS = 5;

  /** Requests after its start before which no run is killed: more than its listing takes. */
  private static final int LEAST = 300;

  /** What all killed runs together send beyond those, so that each has 300 to 1,500. */
  private static final int SHARED = 1_200;

  /** A kill costs a listing and what is done of some 70 images under way. */
  private static final int COST_OF_A_KILL = 420;

  /** Of those, so many may have a manifest under way. */
  private static final int PUTS_UNDER_WAY = 8;

  /** In each of those minutes. */
  private static final int QUOTA = 1_000;

  private static final double PER_SECOND = QUOTA / 60.0 * HASTE;
  private static final String TOTAL_RATE = "--total-rate=" + (int) (0.96 * PER_SECOND);

  @TempDir private Path directory;
  private Universe universe;
  private Path options;
  private String emptied;

  @BeforeEach
  void lose() throws IOException {
    Instant began = Instant.now();
    InstantSource hasty =
        () -> began.plus(Duration.between(began, Instant.now()).multipliedBy(HASTE));
    universe =
        new Universe(
            new UniverseOptions(
                0,
                3,
                ImmutableList.of(like()),
                QUOTA,
                /* regionQuota= */ 0,
                Duration.ZERO,
                Duration.ofMillis(20),
                hasty));
    UniverseFiles files = new UniverseFiles(directory.resolve("universe"));
    files.write(universe);
    options = files.options();
    empty();
  }

  /** As if nobody had asked anything yet. */
  private void empty() {
    universe.reset();
    emptied = Iterables.getOnlyElement(universe.strike(Damage.EMPTIED).regions());
  }

  private Path like() throws IOException {
    Path like = directory.resolve("like");
    StringBuilder images = new StringBuilder();
    for (int repository = 0; repository < REPOSITORIES; repository++) {
      images.append("- name: app%d\n  dmap:\n".formatted(repository));
      for (int image = 0; image < IMAGES; image++) {
        images.append(
            "    \"sha256:%064x\": [\"v%d\"]\n".formatted(repository * IMAGES + image, image));
      }
    }
    write(like.resolve("images/k8s-staging-demo/images.yaml"), images.toString());
    write(
        like.resolve("manifests/k8s-staging-demo/promoter-manifest.yaml"),
        """
        registries:
        - name: gcr.io/k8s-staging-demo
          src: true
        - name: us.gcr.io/k8s-artifacts-prod/demo
        """);
    return like;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @AfterEach
  void end() throws IOException {
    universe.close();
  }

  @Test
  void fiveKillsCostListingsAndTheImagesUnderWay() throws Exception {
    long seed = Long.getLong("reinstate.seed", new Random().nextLong());
    System.out.println("DisasterRunTest: -Dreinstate.seed=" + seed);
    assertDone(start("fresh"), "fresh");
    long fresh = requests();
    long manifests = manifestsPut();
    assertTrue(manifests >= REPOSITORIES * IMAGES, () -> manifests + " manifests");
    empty();
    for (int length : lengths(new Random(seed))) {
      killAfter(length, "seed " + seed);
    }
    long killed = requests();
    assertDone(start("last"), "last");
    long last = requests() - killed;
    long put = manifestsPut();
    String all =
        "fresh %d requests, %d manifests; killed %d, last %d, %d manifests; seed %d"
            .formatted(fresh, manifests, killed, last, put, seed);
    System.out.println("DisasterRunTest: " + all);
    assertWholeWithinQuota(all);
    assertTrue(put <= manifests + KILLS * PUTS_UNDER_WAY, all);
    assertTrue(last < fresh - (killed - KILLS * COST_OF_A_KILL), all);
  }

  /** Requests that each run sends before it is killed. */
  private static List<Integer> lengths(Random random) {
    int[] cuts = IntStream.range(1, KILLS).map(kill -> random.nextInt(SHARED)).sorted().toArray();
    List<Integer> lengths = new ArrayList<>();
    int before = 0;
    for (int cut : cuts) {
      lengths.add(LEAST + cut - before);
      before = cut;
    }
    lengths.add(LEAST + SHARED - before);
    return lengths;
  }

  private void killAfter(int length, String when) throws Exception {
    long moment = requests() + length;
    Process run = start("killed");
    boolean over = false;
    while (!over && requests() < moment) {
      over = run.waitFor(5, TimeUnit.MILLISECONDS);
    }
    assertFalse(over, () -> "ended before its " + length + " requests, " + when);
    int unused = run.destroyForcibly().waitFor();
  }

  /** When the first is done, the others are stopped to see how far they are. */
  @Test
  void threeShardsAtOnceShareOneQuotaAndNoneStarves() throws Exception {
    List<Process> shards = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      shards.add(
          start(
              "shard" + shard,
              "--shard=" + shard + "/3",
              "--lease=" + directory.resolve("leases/lease"),
              "--artifacts=" + Files.createDirectory(artifacts(shard))));
    }
    Object unused =
        CompletableFuture.anyOf(
                shards.stream().map(Process::onExit).toArray(CompletableFuture<?>[]::new))
            .join();
    shards.forEach(Process::destroy);
    List<Integer> asked = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      asked.add(requestsOf(new LeftArtifacts(artifacts(shard))));
    }
    int third = asked.stream().mapToInt(Integer::intValue).sum() / 3;
    System.out.println("DisasterRunTest: three shards asked " + asked);
    assertTrue(Collections.min(asked) >= third / 2, () -> asked + " requests of the shards");
    for (int shard = 0; shard < 3; shard++) {
      int code = shards.get(shard).waitFor();
      String said = Files.readString(directory.resolve("shard" + shard));
      assertTrue(code == ExitCode.DONE.value() || code == ExitCode.PARTIAL.value(), said);
    }
    assertDone(start("rest"), "rest");
    assertWholeWithinQuota("three shards");
  }

  private Path artifacts(int shard) {
    return directory.resolve("artifacts" + shard);
  }

  private static int requestsOf(LeftArtifacts left) throws Exception {
    left.await();
    int sum = 0;
    for (JsonNode host : left.json("result.json").get("requests")) {
      for (JsonNode method : host) {
        sum += method.intValue();
      }
    }
    return sum;
  }

  private Process start(String name, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "reconcile",
                "@" + options,
                "--include=**/k8s-artifacts-prod/images/demo/**",
                TOTAL_RATE,
                "--max-missing=100",
                "--confirm"));
    words.addAll(List.of(more));
    return World.process(words.toArray(String[]::new))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(name).toFile())
        .start();
  }

  private void assertDone(Process run, String name) throws IOException, InterruptedException {
    int code = run.waitFor();
    String said = Files.readString(directory.resolve(name));
    assertEquals(ExitCode.DONE.value(), code, said);
    assertTrue(said.contains("Nothing to promote."), said);
  }

  private void assertWholeWithinQuota(String when) throws Exception {
    assertTrue(
        refused() <= requests() / 100,
        () -> refused() + " of " + requests() + " requests were refused, " + when);
    assertDone(start("look", "--dry-run"), "look");
  }

  private long requests() {
    return universe.counts().values().stream().mapToLong(HostCounts::requests).sum();
  }

  private long manifestsPut() {
    return universe.counts().entrySet().stream()
        .filter(host -> host.getKey().startsWith(emptied + "-"))
        .mapToLong(host -> host.getValue().counts().succeeded("PUT", Endpoint.MANIFEST))
        .sum();
  }

  private long refused() {
    return universe.counts().values().stream().mapToLong(HostCounts::refused).sum();
  }
}
