package dev.reinstate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.Log;
import dev.reinstate.cli.console.LogHandler;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.console.StandardOutput;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.registry.pace.RetryTiming;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Standard error for people and for Cloud Logging. */
final class LogFormatTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Instant NOW = Instant.parse("2026-11-23T03:07:00Z");

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void everyProblemIsAnEntryOfItsOwn() {
    assertEquals(ExitCode.USAGE, run("reconcile", "--log-format=json", "--max-tag-moves=-1"));
    ImmutableList<JsonNode> entries = entries();
    assertEquals(2, entries.size(), entries::toString);
    entries.forEach(
        entry -> {
          assertEquals("ERROR", entry.get("severity").asText());
          assertEquals(NOW.toString(), entry.get("time").asText());
          assertEquals(
              "ci-k8sio-reinstate", entry.at("/logging.googleapis.com~1labels/prow_job").asText());
        });
    assertTrue(entries.getLast().get("message").asText().startsWith("--max-tag-moves"));
  }

  @Test
  void holdsForOptionsThatAreNotUnderstoodAndForNestedCommands() {
    assertEquals(ExitCode.USAGE, run("snapshot", "take", "--log-format", "json", "--nonsense"));
    assertTrue(entries().getFirst().get("message").asText().contains("--nonsense"));
  }

  @Test
  void whatLibrariesLogIsAnEntryToo() {
    Log log = LogFormat.JSON.log(new PrintStream(err, true, UTF_8), ImmutableMap.of(), () -> NOW);
    LogHandler handler = LogHandler.install(log);
    try {
      LoggerFactory.getLogger("a.library")
          .warn("{} is odd", "it", new IllegalStateException("why"));
    } finally {
      handler.close();
    }
    JsonNode entry = entries().getFirst();
    assertEquals(1, entries().size());
    assertEquals("WARNING", entry.get("severity").asText());
    assertTrue(entry.get("message").asText().startsWith("it is odd\njava.lang.IllegalState"));
  }

  @Test
  void linesOfProgressAreEntriesThatInform() {
    Log log = LogFormat.JSON.log(new PrintStream(err, true, UTF_8), ImmutableMap.of(), () -> NOW);
    log.stream().print("half a \"line");
    log.stream().println(", the rest → ✓\n\nanother");
    assertEquals(
        ImmutableList.of("half a \"line, the rest → ✓", "another"),
        entries().stream()
            .map(entry -> entry.get("message").asText())
            .collect(ImmutableList.toImmutableList()));
  }

  @Test
  void textIsTheMessageAndNothingElse() {
    run("reconcile", "--max-tag-moves=-1");
    assertTrue(err.toString(UTF_8).lines().anyMatch("--max-tag-moves: -1 is less than 0"::equals));
  }

  private ExitCode run(String... args) {
    return new Cli(
            new ProcessContext(
                ImmutableMap.of("JOB_NAME", "ci-k8sio-reinstate"),
                new StandardOutput(new ByteArrayOutputStream()),
                new PrintStream(err, true, UTF_8),
                () -> NOW,
                RetryTiming.REAL,
                new StopSignal()))
        .run(args);
  }

  private ImmutableList<JsonNode> entries() {
    return err.toString(UTF_8)
        .lines()
        .map(LogFormatTest::parse)
        .collect(ImmutableList.toImmutableList());
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }
}
