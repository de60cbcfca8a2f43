package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.Cli;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.console.StandardOutput;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.stream.FailingSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is handed half a result hears of it; what was done is said where there is room. */
@EnabledOnOs(OS.LINUX)
final class FullDiskTest extends TwoImagesOnTwoHosts {

  private static final Path FULL = Path.of("/dev/full");
  private static final String CUT_OFF =
      "cannot write to standard output: No space left on device; what is there is cut off";

  private final FailingSink out = new FailingSink();
  private final FailingSink err = new FailingSink();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reconcile MANIFEST SNAPSHOT",
        "reconcile MANIFEST SNAPSHOT --json",
        "reconcile MANIFEST SNAPSHOT --confirm",
        "reconcile MANIFEST SNAPSHOT --confirm --json",
        "reconcile MANIFEST SNAPSHOT --exit-on-drift",
        "validate MANIFEST",
        "snapshot take MANIFEST SNAPSHOT",
        "snapshot list SNAPSHOT",
        "snapshot list SNAPSHOT --json",
        "snapshot verify SNAPSHOT",
        "snapshot diff SNAPSHOT --from=2026-11-24T02:00:00Z --to=2026-11-24T02:00:00Z",
        "snapshot export SNAPSHOT DIRECTORY/layout-ROOM",
        "snapshot drill SNAPSHOT",
        "report merge DIRECTORY/artifacts/result.json",
        "report merge DIRECTORY/artifacts/result.json --json",
        "sandbox",
        "--help",
        "--version",
        "snapshot take --help",
        "audit --help",
      })
  void everyCommandNoticesIt(String command) {
    stage();
    for (int room : new int[] {0, 10}) {
      out.fillUpAfter(room);
      String[] words = command.replace("ROOM", String.valueOf(room)).split(" ", -1);
      assertEquals(ExitCode.UNEXPECTED, run(words), err::text);
      assertTrue(err.text().contains(CUT_OFF), err::text);
      assertFalse(err.text().contains("\tat "), err::text);
    }
  }

  @Test
  void badUsageIsStillThat() throws IOException {
    Path broken = Files.writeString(directory.resolve("broken.yaml"), "registries: [\n");
    out.fillUp();
    assertEquals(ExitCode.USAGE, run("validate", "--manifest=" + broken));
    assertTrue(err.text().contains("broken.yaml"), err::text);
    assertTrue(err.text().contains(CUT_OFF), err::text);
  }

  @Test
  void whatAConfirmedRunDidIsSaidOnStandardErrorAndInItsFiles() throws IOException {
    stage();
    out.fillUpAfter(100);
    Path artifacts = directory.resolve("of-the-confirmed");
    assertEquals(
        ExitCode.UNEXPECTED,
        run("reconcile", "MANIFEST", "SNAPSHOT", "--confirm", "--artifacts=" + artifacts));
    assertTrue(err.text().contains("Applied: done 1"), err::text);
    assertTrue(Files.readString(artifacts.resolve("result.json")).contains("\"done\""));
    assertTrue(err.text().contains("(the run itself: exit code 0)"), err::text);
    world.reconcile().endsWith(ExitCode.DONE);
  }

  @Test
  void whatWasStoredIsSaidOnStandardError() {
    stage();
    world.pass(Duration.ofHours(1));
    out.fillUp();
    run("snapshot", "take", "MANIFEST", "SNAPSHOT");
    assertTrue(err.text().startsWith("Snapshot 2026-11-24T03-00-00Z: "), err::text);
  }

  @Test
  void aFullDiskUnderStandardErrorChangesNothing() {
    stage();
    err.fillUp();
    String[] confirm = {"reconcile", "MANIFEST", "SNAPSHOT", "--confirm", "--json"};
    assertEquals(ExitCode.DONE, run(confirm));
    assertTrue(out.text().endsWith("}\n"), out::text);
    assertEquals(
        ExitCode.DONE, run(Stream.of("--log-format=json").toArray(String[]::new), confirm));
    world.reconcile().endsWith(ExitCode.DONE);
  }

  @Test
  void aReportThatCannotBeWrittenIsNamedAndKeepsNoOtherFromIt() throws IOException {
    stage();
    Path artifacts = Files.createDirectories(directory.resolve("full"));
    Files.createSymbolicLink(artifacts.resolve(".result.json.growing"), FULL);
    Files.createSymbolicLink(artifacts.resolve(".junit_reinstate.xml.growing"), FULL);
    String[] words = {"reconcile", "MANIFEST", "SNAPSHOT", "--artifacts=" + artifacts};
    assertEquals(ExitCode.UNEXPECTED, run(words));
    for (String name : List.of("result.json", "junit_reinstate.xml")) {
      String why = "cannot write " + artifacts.resolve(name) + ": No space left on device";
      assertTrue(err.text().lines().anyMatch(why::equals), err::text);
    }
    assertTrue(out.text().contains("1 to do; nothing was written"), out::text);
    try (Stream<Path> files = Files.list(artifacts)) {
      assertEquals(
          ImmutableSet.of("plan.json", "metadata.json", "report.html"),
          files.map(file -> file.getFileName().toString()).collect(ImmutableSet.toImmutableSet()));
    }
    assertEquals(ExitCode.DONE, run(words), "there is nothing left of it");
  }

  @Test
  void artifactsInAFileAreRefusedBeforeAnythingIsDone() throws IOException {
    stage();
    Path file = Files.writeString(directory.resolve("file"), "");
    world.resetCounts();
    assertEquals(
        ExitCode.USAGE,
        run("reconcile", "MANIFEST", "SNAPSHOT", "--confirm", "--artifacts=" + file));
    assertEquals("--artifacts: " + file + " is no directory\n", err.text());
    assertEquals(0, world.requests());
  }

  @Test
  void aProcessEndsWithItToo() throws Exception {
    stage();
    Process run = world.startReconcile(FULL, "--json");
    String said = new String(run.getErrorStream().readAllBytes(), UTF_8);
    assertEquals(ExitCode.UNEXPECTED.value(), run.waitFor(), said);
    assertTrue(said.contains(CUT_OFF), said);
  }

  @Test
  void aClosedPipeIsNoTraceOfTheStackButASentence() throws Exception {
    stage();
    ProcessBuilder process = world.reconcileProcess(FULL, "--json");
    Process run = process.redirectOutput(ProcessBuilder.Redirect.PIPE).start();
    run.getInputStream().close();
    String said = new String(run.getErrorStream().readAllBytes(), UTF_8);
    assertEquals(ExitCode.UNEXPECTED.value(), run.waitFor(), said);
    assertTrue(said.contains("cannot write to standard output: Broken pipe"), said);
    assertFalse(said.contains("\tat "), said);
  }

  @Test
  void nothingFollowsAGap() {
    StandardOutput output = new StandardOutput(out);
    out.fillUpAfter(7);
    output.stream().println("The first line");
    out.makeRoom();
    output.stream().println("The second line");
    assertEquals("The fir", out.text());
    assertEquals("No space left on device", output.failure().orElseThrow().getMessage());
  }

  /** One image is missing, and a run left its result behind. */
  private void stage() {
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.delete("us.example/prod/app", app);
    world.reconcile("--artifacts=" + directory.resolve("artifacts")).endsWith(ExitCode.DONE);
  }

  private ExitCode run(String[] first, String... words) {
    return run(Stream.concat(Arrays.stream(words), Arrays.stream(first)).toArray(String[]::new));
  }

  private ExitCode run(String... words) {
    ImmutableList.Builder<String> all = ImmutableList.builder();
    for (String word : words) {
      switch (word) {
        case "MANIFEST" ->
            Arrays.stream(world.options())
                .filter(option -> !option.startsWith("--snapshot="))
                .filter(option -> !words[0].equals("validate") || option.startsWith("--manifest="))
                .forEach(all::add);
        case "SNAPSHOT" -> all.add("--snapshot=" + world.snapshot());
        default -> all.add(word.replace("DIRECTORY", directory.toString()));
      }
    }
    return new Cli(context(out, err)).run(all.build().toArray(String[]::new));
  }

  private ProcessContext context(OutputStream results, OutputStream rest) {
    return world.context(ImmutableMap.of(), results, rest, new StopSignal());
  }
}
