package dev.reinstate.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.endtoend.World;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Runs in processes of their own, each of which finds an image missing. */
class ProcessEndTest {

  /** The JVM prints them as the last thing it does by itself. */
  private static final String STATISTICS =
      "-XX:NativeMemoryTracking=summary -XX:+UnlockDiagnosticVMOptions -XX:+PrintNMTStatistics";

  private static final String HEADING = "Native Memory Tracking:";

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void promote() throws IOException {
    SampleImage image = new SampleImages(5).oci(30);
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.manifest("staging.example/team", "us.example/prod").promote("app", image.digest(), "v1");
    world.put("staging.example/team/app", image);
    world.put("us.example/prod/other", image);
    // Whoever has its answer at once is not polled.
    world.registry("us.example").latency().set(target -> Duration.ofMillis(100));
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void theJvmEndsItselfUnlessItIsToldOtherwise() throws Exception {
    assertTrue(said("").contains(HEADING));
  }

  @Test
  void aRehearsalEndsAsTheJvmDoes() throws Exception {
    assertTrue(said("-Dreinstate.end=rehearsed").contains(HEADING));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_22, disabledReason = "the JVM has no java.lang.foreign yet")
  void aPromptEndLosesNothingThatTheRunSaid() throws Exception {
    String orderly = said("");
    assertEquals(
        orderly.substring(0, orderly.indexOf(HEADING)).strip(),
        said("-Dreinstate.end=prompt").strip());
  }

  @Test
  void whereNativeCodeMustNotBeCalledTheJvmEndsItself() throws Exception {
    String forbidden = "-Dreinstate.end=prompt --illegal-native-access=deny";
    assertTrue(said(forbidden).contains(HEADING));
  }

  /** Standard output of a run, whose exit code is that of a dry run that found work. */
  private String said(String options) throws IOException, InterruptedException {
    Path out = directory.resolve("out.txt");
    ProcessBuilder process = world.reconcileProcess(out, "--exit-on-drift");
    process.environment().put("JDK_JAVA_OPTIONS", STATISTICS + " " + options);
    Process run = process.start();
    String err = new String(run.getErrorStream().readAllBytes(), UTF_8);
    assertEquals(ExitCode.DRIFT.value(), run.waitFor(), err);
    return Files.readString(out);
  }
}
