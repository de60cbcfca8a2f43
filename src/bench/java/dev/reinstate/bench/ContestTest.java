package dev.reinstate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmark in its smallest form: what it times was done, and what was not done has no time.
 */
final class ContestTest {

  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  @TempDir private Path directory;
  private Setting setting;

  @BeforeEach
  void prepare() {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/time")), "GNU time is not installed");
    setting =
        new Setting(
            directory,
            JavaProgram.of(Main.class),
            new Peers(ImmutableMap.of()),
            ImmutableList.of(),
            3,
            Duration.ofMillis(1),
            Setting.Size.QUICK,
            true);
  }

  @Test
  void aWorkloadEndsInTableAndJson() throws Exception {
    Standings standings;
    try (Scene scene = SameHostWorkload.DELETED.open(setting)) {
      standings = contest(scene, 1);
      ImmutableList<WorkloadResult> results =
          ImmutableList.of(
              new WorkloadResult(
                  "deleted",
                  scene.title(),
                  scene.insideMeans(),
                  standings,
                  scene.remarks(),
                  scene.targets(standings),
                  new Profiler(scene, new Stopwatch(directory), NOWHERE).profile()));
      assertTable(results.getFirst());
      assertJson(results);
      String row = PageResults.row(results.getFirst());
      assertTrue(row.startsWith("| `deleted`: 4 images"), row);
      assertTrue(row.contains("; skopeo sync, 20 at once no result | "), row);
    }
    Standing reinstate = standings.reinstate();
    assertEquals(Optional.empty(), reinstate.out());
    assertTrue(reinstate.wall().median() > 0);
    assertTrue(reinstate.totalTraffic().requests().get("PUT") >= 4, "one for each image");
    assertTrue(reinstate.inside().orElseThrow().median() < reinstate.wall().median());
    assertEquals(
        Optional.of("not installed: apt-get install skopeo"), standings.all().getLast().out());
  }

  @Test
  void whoDoesLessThanAskedIsOut() throws Exception {
    try (Scene scene = SameHostWorkload.MOUNTED.open(setting)) {
      Contender.Check check = scene.contenders().getFirst().check();
      Program idle = Program.at("true", Path.of("/bin/true"));
      Contender lazy = new Contender("lazy", idle, registries -> idle.with(), check);
      Standing standing =
          contest(
                  new StagedScene(
                      "", scene.registries(), ImmutableList.of(lazy), s -> ImmutableList.of()),
                  2)
              .reinstate();
      assertFalse(standing.ran());
      assertTrue(
          standing.out().orElseThrow().startsWith("4 of 4 images wrong"), standing.toString());
    }
  }

  @Test
  void roundsBeginFromTheSameState() throws Exception {
    try (Scene scene = SameHostWorkload.MOUNTED.open(setting)) {
      Standing reinstate = contest(scene, 2).reinstate();
      assertEquals(2, reinstate.samples().size());
      assertTrue(reinstate.totalTraffic().requests().get("PUT") >= 4, "also in the second round");
    }
  }

  @Test
  void turnsGoToAndFro() throws Exception {
    Program idle = Program.at("true", Path.of("/bin/true"));
    ImmutableList<Contender> contenders =
        ImmutableList.of(
            new Contender("a", idle, registries -> idle.with(), (run, registries) -> {}),
            new Contender("b", idle, registries -> idle.with(), (run, registries) -> {}));
    ByteArrayOutputStream progress = new ByteArrayOutputStream();
    new Contest(
            new StagedScene("", ImmutableList.of(), contenders, s -> ImmutableList.of()),
            new Stopwatch(directory),
            new Rounds(3, 600),
            new PrintStream(progress, true, StandardCharsets.UTF_8))
        .run();
    assertEquals(
        List.of("a1", "b1", "b2", "a2", "a3", "b3"),
        progress
            .toString(StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.replaceAll("^ +(.), round (.):.*", "$1$2"))
            .toList());
  }

  @Test
  void aProfileSaysWhatOneMoreRunWentInto() throws Exception {
    Assumptions.assumeTrue(ThreadWatch.isPossible(), "not on Linux");
    try (Scene scene = Distance.LATENCY.of(SameHostWorkload.DELETED).open(setting)) {
      Profile profile =
          new Profiler(scene, new Stopwatch(directory), NOWHERE).profile().orElseThrow();
      Phases phases = profile.phases().orElseThrow();
      assertTrue(
          phases.start() > 0 && phases.requests() > 0 && phases.end() > 0, profile.toString());
      assertEquals(profile.wall(), phases.start() + phases.requests() + phases.end(), 1e-6);
      assertTrue(profile.threads().get(ThreadKind.COMPILERS) > 0, profile.toString());
      assertTrue(profile.threads().get(ThreadKind.MAIN) > 0, profile.toString());
      assertTrue(profile.script() < phases.start(), profile.toString());
    }
  }

  private Standings contest(Scene scene, int rounds) throws IOException, InterruptedException {
    return new Contest(scene, new Stopwatch(directory), new Rounds(rounds, 600), NOWHERE).run();
  }

  private static void assertTable(WorkloadResult result) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TextResults(new PrintStream(out, true, StandardCharsets.UTF_8)).print(result);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertTrue(
        lines.stream().anyMatch(line -> line.matches(" {2}reinstate +[0-9.]+ .* 1\\.00")),
        lines.toString());
    assertTrue(
        lines.stream().anyMatch(line -> line.contains("go install github.com/")), lines.toString());
    assertTrue(
        lines.stream().anyMatch(line -> line.contains("requests an image")), lines.toString());
  }

  private void assertJson(List<WorkloadResult> results) throws IOException {
    Path file = directory.resolve("results.json");
    JsonResults.write(file, RunFacts.of(Instant.EPOCH, 1, true), results, Duration.ofSeconds(90));
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertEquals("1970-01-01T00:00:00Z", root.at("/run/at").asText());
    assertEquals(90, root.path("tookSeconds").asLong());
    JsonNode reinstate = root.at("/workloads/0/contenders/0");
    assertEquals("reinstate", reinstate.path("name").asText());
    assertTrue(reinstate.at("/wallSeconds/median").asDouble() > 0, root.toString());
    assertTrue(reinstate.at("/requests/GET").asLong() > 0, root.toString());
    assertEquals(
        ThreadWatch.isPossible(),
        root.at("/workloads/0/profile/startSeconds").asDouble() > 0,
        root.toString());
    assertFalse(root.at("/workloads/0/contenders/1/out").isMissingNode(), root.toString());
  }
}
