package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.reinstate.cli.Cli;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Target;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of a budget, shards, killed and stopped ones: who visits what, by the registry's account.
 */
final class ScrubTurnTest {

  private static final String HOST = "us.example";
  private static final int REPOSITORIES = 12;
  private static final int IMAGES = 1_200;

  /** More images than this are not under way at once. */
  private static final int AT_ONCE = 512;

  private final SampleImages samples = new SampleImages(33);
  private final List<SampleImage> images =
      Stream.generate(() -> samples.oci(8)).limit(IMAGES + 40).toList();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  @TempDir private Path directory;
  private World world;
  private ManifestFile manifest;

  @BeforeEach
  void promote() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.registry("staging.example");
    manifest = world.manifest("staging.example/team", HOST + "/prod");
    for (int i = 0; i < IMAGES; i++) {
      world.put(HOST + "/prod/" + name(i), images.get(i), "v" + i);
      if (i == 0) { // a snapshot of little: what it holds is no matter here
        promote(0, 1);
        world.takeSnapshot().endsWith(ExitCode.DONE);
      }
    }
    promote(0, IMAGES);
    onEach(target -> {});
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void runsOfABudgetVisitAllOnceATurn() throws IOException {
    Set<String> seen = new HashSet<>();
    while (seen.size() < IMAGES) {
      Set<String> visited = visitedBy("--requests=200");
      assertTrue(visited.size() >= 100, "a run gets on: " + visited.size());
      assertTrue(visited.size() <= AT_ONCE + 200, "a budget ends: " + visited.size());
      if (seen.size() + visited.size() <= IMAGES) {
        assertEquals(Set.of(), Sets.intersection(seen, visited), "visited twice in a turn");
      }
      seen.addAll(visited);
    }
    assertEquals(IMAGES, seen.size());
    assertTrue(line("--requests=1").contains("1,200 of 1,200 images proven"));
  }

  @Test
  void whatIsNewComesFirstAndWhatIsGoneCountsNoMore() throws IOException {
    visitedBy();
    for (int i = 0; i < 100; i++) {
      manifest.drop(name(i), images.get(i).digest());
    }
    Set<String> added = new HashSet<>();
    for (int i = IMAGES; i < images.size(); i++) {
      world.put(HOST + "/prod/" + name(i), images.get(i), "v" + i);
      added.add(images.get(i).digest().toString());
    }
    promote(IMAGES, images.size());
    assertTrue(world.reconcile().out().contains("whole: 1,100 of 1,140 images proven"));
    Set<String> visited = visitedBy("--requests=200");
    assertEquals(Set.of(), Sets.difference(added, visited));
    String line = line("--requests=1");
    assertTrue(line.contains("1,140 of 1,140 images proven"), line);
  }

  @Test
  void shardsProveEverythingTogether() {
    Set<String> seen = new HashSet<>();
    for (int shard = 0; shard < 3; shard++) {
      Set<String> visited = visitedBy("--shard=" + shard + "/3");
      assertFalse(visited.isEmpty());
      assertEquals(Set.of(), Sets.intersection(seen, visited));
      seen.addAll(visited);
    }
    assertEquals(IMAGES, seen.size());
    assertTrue(world.reconcile().out().contains("whole: 1,200 of 1,200 images proven"));
  }

  @Test
  void aKilledRunLosesItsOwnSlice() throws Exception {
    Set<String> first = visitedBy("--requests=200");
    AtomicInteger left = new AtomicInteger(300);
    Process run = World.process(words()).redirectErrorStream(true).start();
    onEach(
        target -> {
          if (left.decrementAndGet() == 0) {
            run.destroyForcibly();
          }
        });
    run.getInputStream().transferTo(new ByteArrayOutputStream());
    assertTrue(run.waitFor() > 4, "it was killed");
    onEach(target -> {});
    String line = "whole: %,d of 1,200 images proven".formatted(first.size());
    Run dry = world.reconcile();
    assertTrue(dry.out().contains(line), dry.out());
    assertEquals(Set.of(), Sets.intersection(first, visitedBy("--requests=200")));
  }

  @Test
  void aStoppedRunKeepsWhatItProved() {
    StopSignal signal = new StopSignal();
    AtomicInteger left = new AtomicInteger(1_000);
    onEach(
        target -> {
          if (left.decrementAndGet() == 0) {
            signal.request();
          }
        });
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    asked.clear();
    ExitCode code = new Cli(world.context(ImmutableMap.of(), out, out, signal)).run(words());
    assertEquals(ExitCode.PARTIAL, code, out.toString(UTF_8));
    Set<String> stopped = ImmutableSet.copyOf(asked);
    assertTrue(stopped.size() < IMAGES);
    onEach(target -> {});
    world.pass(Duration.ofMinutes(1));
    Set<String> next = visitedBy("--requests=1");
    assertTrue(Sets.intersection(stopped, next).size() <= stopped.size() / 10, "begins anew");
    assertFalse(world.reconcile().out().contains("whole: 0 of"));
  }

  @Test
  void twoRunsAtOnceProveTwiceAndNeverWrongly() throws Exception {
    String lost = images.get(7).digest().toString();
    world.contents(HOST).deleteManifest("prod/" + name(7), images.get(7).digest());
    List<Run> runs = new ArrayList<>();
    Thread other = Thread.ofVirtual().start(() -> runs.add(world.scrub()));
    Run one = world.scrub();
    other.join();
    for (Run run : new Run[] {one, runs.getFirst()}) {
      run.endsWith(ExitCode.PARTIAL);
      assertTrue(run.out().contains(lost.substring(0, 19)), run.out());
      assertTrue(run.out().contains("whole: 1,199 of 1,200 images proven"), run.out());
    }
  }

  @Test
  void aHostThatDoesNotAnswerIsNamedAndTheOthersAreProven() throws IOException {
    ManifestFile more = world.manifest("staging.example/team", "eu.example/prod");
    for (int i = 0; i < 5; i++) {
      more.promote("other", images.get(i).digest(), "v" + i);
    }
    world.rename("eu.example", "127.0.0.1:1");
    Run run = world.scrub().endsWith(ExitCode.PARTIAL);
    assertTrue(run.out().contains("eu.example/prod/other"), run.out());
    assertTrue(run.out().contains("whole: 1,200 of 1,205 images proven"), run.out());
    asked.clear();
    world.pass(Duration.ofMinutes(1));
    world.scrub("--requests=300");
    assertTrue(asked.size() >= 100, "it does not starve: " + asked.size());
  }

  @Test
  void whatIsTooOldOrUnprovenIsSaid() {
    world.scrub("--requests=1", "--max-age=1d").endsWith(ExitCode.PARTIAL);
    visitedBy();
    world.scrub("--max-age=1d").endsWith(ExitCode.DONE);
    world.pass(Duration.ofDays(3));
    Run stale = world.scrub("--requests=1", "--max-age=1d").endsWith(ExitCode.PARTIAL);
    assertTrue(stale.out().contains("stale-proof"), stale.out());
  }

  private static String name(int image) {
    return "app" + image % REPOSITORIES;
  }

  private void promote(int from, int to) throws IOException {
    manifest.promoteAll(
        Stream.iterate(from, i -> i < to, i -> i + 1).toList(),
        ScrubTurnTest::name,
        i -> images.get(i).digest());
  }

  private void onEach(Consumer<Target> then) {
    world
        .registry(HOST)
        .latency()
        .set(
            target -> {
              if (target.endpoint() == Endpoint.MANIFEST) {
                asked.add(target.reference());
              }
              then.accept(target);
              return Duration.ZERO;
            });
  }

  /** The manifests that a run a minute later asks for. */
  private Set<String> visitedBy(String... more) {
    asked.clear();
    world.pass(Duration.ofMinutes(1));
    world.scrub(more).endsWith(ExitCode.DONE);
    return ImmutableSet.copyOf(asked);
  }

  private String line(String... more) {
    world.pass(Duration.ofMinutes(1));
    return world.scrub(more).endsWith(ExitCode.DONE).out();
  }

  private String[] words(String... more) {
    return Stream.of(Stream.of("scrub"), Stream.of(world.options()), Stream.of(more))
        .flatMap(words -> words)
        .toArray(String[]::new);
  }
}
