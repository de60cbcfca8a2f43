package dev.reinstate.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.console.StandardOutput;
import dev.reinstate.cli.option.RunOptions;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.registry.pace.RetryTiming;
import dev.reinstate.report.Incident;
import dev.reinstate.report.RunReport;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class EarlyArtifactsTest {

  @TempDir private Path directory;
  private final StopSignal stop = new StopSignal();
  private final AtomicInteger asked = new AtomicInteger();
  private final Run run = new Run();

  @Command
  private static final class Run {
    @Mixin private RunOptions options;
  }

  @BeforeEach
  void parse() {
    new CommandLine(run).parseArgs("--artifacts=" + directory);
  }

  @Test
  void aRequestHasThemWrittenOnce() {
    try (EarlyArtifacts early = begin()) {
      stop.request();
      early.start();
    }
    assertEquals(1, asked.get());
    assertTrue(Files.exists(directory.resolve("plan.json")));
  }

  @Test
  void aRequestThatIsDeliveredAfterTheEndWritesNothing() {
    EarlyArtifacts early = begin();
    early.close();
    early.start();
    early.close();
    assertEquals(0, asked.get());
    assertFalse(Files.exists(directory.resolve("plan.json")));
  }

  private EarlyArtifacts begin() {
    return new EarlyArtifacts(run.options, this::soFar, context());
  }

  private RunReport soFar() {
    asked.incrementAndGet();
    return Incident.dry(36);
  }

  private ProcessContext context() {
    OutputStream nowhere = OutputStream.nullOutputStream();
    return new ProcessContext(
        ImmutableMap.of(),
        new StandardOutput(nowhere),
        new PrintStream(nowhere, true, StandardCharsets.UTF_8),
        Clock.systemUTC(),
        RetryTiming.REAL,
        stop);
  }
}
