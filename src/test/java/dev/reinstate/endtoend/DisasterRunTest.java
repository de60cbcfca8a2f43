package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
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
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

  private static final int REPOSITORIES = 20;
  private static final int IMAGES = 10;
  private static final int HASTE = 12;

  /** One run takes 2,100; a kill costs a listing and what is done of some 70 images under way. */
  private static final int MOST_REQUESTS = 2_100 + 5 * 420;

  /** In each of those minutes. */
  private static final int QUOTA = 1_000;

  private static final double PER_SECOND = QUOTA / 60.0 * HASTE;
  private static final String TOTAL_RATE = "--total-rate=" + (int) (0.96 * PER_SECOND);

  @TempDir private Path directory;
  private Universe universe;
  private Path options;

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
    Damage.Done unused = universe.strike(Damage.EMPTIED);
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
    Random random = new Random(seed);
    for (int kill = 1; kill <= 5; kill++) {
      Process run = start("killed" + kill);
      long moment = requests() + 20 + random.nextInt(350);
      boolean over = false;
      while (!over && requests() < moment) {
        over = run.waitFor(5, TimeUnit.MILLISECONDS);
      }
      assertFalse(over, () -> "ended before its moment, seed " + seed);
      int unused = run.destroyForcibly().waitFor();
    }
    assertDone(start("last"), "last");
    long all = requests();
    assertWholeWithinQuota("seed " + seed);
    assertTrue(all < MOST_REQUESTS, () -> all + " requests, seed " + seed);
  }

  @Test
  void threeShardsAtOnceShareOneQuota() throws Exception {
    List<Process> shards = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      shards.add(
          start(
              "shard" + shard,
              "--shard=" + shard + "/3",
              "--lease=" + directory.resolve("leases/lease")));
    }
    for (int shard = 0; shard < 3; shard++) {
      assertDone(shards.get(shard), "shard" + shard);
    }
    assertWholeWithinQuota("three shards");
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

  private long refused() {
    return universe.counts().values().stream().mapToLong(HostCounts::refused).sum();
  }
}
