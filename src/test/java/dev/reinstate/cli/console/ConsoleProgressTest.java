package dev.reinstate.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ConsoleProgressTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicLong requests = new AtomicLong();
  private Instant now = Instant.parse("2026-11-23T02:00:00Z");

  @Test
  void longWorkSaysHowManyRequestsAndMinutesAreLeft() {
    try (Progress.Task task = progress().begin("images", 1_000, () -> 10_000)) {
      for (int i = 0; i < 500; i++) {
        now = now.plusSeconds(1);
        requests.addAndGet(14);
        task.step(10);
      }
    }
    assertTrue(
        err.toString(UTF_8).contains(" 500/1000 ")
            && err.toString(UTF_8).contains("/ about 8 min, 7,000 requests)"),
        () -> err.toString(UTF_8));
  }

  /** What is expected may take a while to add up. */
  @Test
  void noStepWaitsForTheEstimate() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch stepped = new CountDownLatch(1);
    AtomicBoolean waited = new AtomicBoolean();
    try (Progress.Task task =
        progress()
            .begin(
                "images",
                3,
                () -> {
                  asked.countDown();
                  try {
                    waited.compareAndSet(false, !stepped.await(5, SECONDS));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return 30;
                })) {
      now = now.plusSeconds(3);
      task.step(10);
      assertTrue(asked.await(30, SECONDS));
      task.step(10);
      stepped.countDown();
      task.step(10);
    }
    assertFalse(waited.get());
  }

  @Test
  void shortWorkSaysNothingAndCountsNothing() {
    try (Progress.Task task =
        progress()
            .begin(
                "images",
                2,
                () -> {
                  throw new AssertionError("nobody waits for it");
                })) {
      task.step(1);
      task.step(1);
    }
    assertEquals("", err.toString(UTF_8));
  }

  private ConsoleProgress progress() {
    ProcessContext process = ProcessContext.ofProcess(new StopSignal());
    return new ConsoleProgress(
        new ProcessContext(
            process.environment(),
            process.output(),
            new PrintStream(err, /* autoFlush= */ true, UTF_8),
            () -> now,
            process.waiting(),
            process.stop()),
        requests::get);
  }
}
