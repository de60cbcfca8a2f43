package dev.reinstate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.reinstate.bench.Bench;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.Incident;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** README.md's commands: that the real command line takes them, and that they do their work. */
final class ReadmeCommandsTest {

  private static final String PROGRAM = "scripts/reinstate";
  private static final Pattern MOMENT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

  /** From the dates in the text to those of the snapshots taken here. */
  private static final Duration LATER = Duration.ofDays(4);

  @TempDir private Path directory;
  private ReadmeCommands readme;

  @BeforeEach
  void read() throws IOException {
    readme = new ReadmeCommands(Path.of("README.md"));
  }

  @Test
  void everyProgramIsOursAndThereOrGooglesOwn() {
    assertTrue(readme.programs().contains(PROGRAM));
    for (String program : Sets.difference(readme.programs(), ImmutableSet.of("gcloud"))) {
      assertTrue(Files.isExecutable(Path.of(program)), program);
    }
  }

  @Test
  void everyOptionThatTheTextNamesExists() {
    ImmutableSet.Builder<String> known = ImmutableSet.builder();
    addOptions(Commands.in(Surroundings.ofProcess(new StopSignal())), known);
    addOptions(new CommandLine(Bench.class), known);
    known.add("--yes");
    assertEquals(ImmutableSet.of(), Sets.difference(readme.optionsInText(), known.build()));
  }

  private static void addOptions(CommandLine command, ImmutableSet.Builder<String> options) {
    command.getCommandSpec().options().forEach(option -> options.add(option.names()));
    command.getSubcommands().values().forEach(below -> addOptions(below, options));
  }

  @Test
  void theDisasterScriptTakesWhatTheMainJobTakes() {
    for (List<String> words : readme.startingWith("scripts/restore_prod.sh")) {
      Stream<String> options = words.stream().skip(1).filter(word -> !word.startsWith("--yes="));
      ParsedCommand.of(Stream.concat(Stream.of("reconcile"), options).toList());
    }
  }

  @Test
  void theDeploymentScriptPrintsItsCommands() throws IOException, InterruptedException {
    for (List<String> words : readme.startingWith("scripts/deploy-auditor.sh")) {
      assertTrue(words.contains("--dry-run"), words.toString());
      Path printed = directory.resolve("printed");
      Process script = new ProcessBuilder(words).redirectOutput(printed.toFile()).start();
      assertEquals(0, script.waitFor());
      assertTrue(Files.readString(printed).contains("gcloud run deploy"), words.toString());
    }
  }

  @Test
  void everyCommandDoesItsWorkAgainstAStagedIncident() throws IOException {
    try (Incident incident = new Incident(directory.resolve("manifests"), 0);
        EmbeddedRegistry scratch = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
        World world = new World(directory, EmbeddedRegistryOptions.defaults())) {
      ImmutableList<String> take =
          ImmutableList.of("snapshot", "take", "--thin-manifest-dir=x", "--snapshot=x");
      for (int day = 0; day < 2; day++) {
        world.run(staged(take, incident, scratch)).endsWith(ExitCode.DONE);
        world.pass(Duration.ofDays(1));
      }
      incident.strike();
      for (List<String> words : readme.startingWith(PROGRAM)) {
        List<String> args = words.subList(1, words.size());
        if (needsMore(ParsedCommand.of(args))) {
          continue;
        }
        Run run = world.run(staged(args, incident, scratch));
        assertTrue(
            ImmutableSet.of(ExitCode.DONE, ExitCode.PARTIAL).contains(run.code()),
            () -> words + "\n" + run.out() + run.err());
        assertFalse(run.out().isEmpty(), words.toString());
      }
    }
  }

  /** Runs for ever, or on a git repository, or on reports of earlier runs; parsed is enough. */
  private static boolean needsMore(ParsedCommand command) {
    return command.has("--serve")
        || command.has("--changed-since")
        || command.has("--shard")
        || command.name().equals("audit")
        || command.name().startsWith("report");
  }

  /** The same words about the staged registries. */
  private String[] staged(List<String> words, Incident incident, EmbeddedRegistry scratch) {
    ParsedCommand command = ParsedCommand.of(words);
    Stream<String> rewrites =
        command.knows("--rewrite")
            ? incident.rewrites().stream().map(pair -> "--rewrite=" + pair)
            : Stream.of();
    return Stream.concat(words.stream().map(word -> staged(word, incident, scratch)), rewrites)
        .toArray(String[]::new);
  }

  private String staged(String word, Incident incident, EmbeddedRegistry scratch) {
    return switch (word.replaceFirst("=.*", "")) {
      case "--thin-manifest-dir" -> "--thin-manifest-dir=" + incident.thinManifestDirectory();
      case "--snapshot" -> "--snapshot=" + directory.resolve("snapshot");
      case "--lease" -> "--lease=" + directory.resolve("lease");
      case "--target" -> "--target=" + scratch.host() + "/drill";
      case "layout" -> directory.resolve("layout").toString();
      default ->
          MOMENT
              .matcher(word)
              .replaceAll(moment -> Instant.parse(moment.group()).plus(LATER).toString());
    };
  }
}
