package dev.reinstate.cli;

import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessEnd;
import dev.reinstate.concurrent.StopSignal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run in order when the process is asked to end: no new work begins, what runs may finish
 * within the grace period, the reports are written, and the exit code is the run's own.
 *
 * <p>Prow sends SIGINT, waits for its own grace period of fifteen minutes, then kills:
 * https://github.com/kubernetes-sigs/prow/blob/main/pkg/entrypoint/run.go
 */
public final class Shutdown {

  private static final Duration TO_REPORT = Duration.ofSeconds(60);

  private final StopSignal stop = new StopSignal();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final PrintStream err;
  private volatile ExitCode code = ExitCode.PARTIAL;

  private Shutdown(PrintStream err) {
    this.err = err;
  }

  /** From now on SIGINT and SIGTERM are stops. */
  public static Shutdown install(PrintStream err) {
    Shutdown shutdown = new Shutdown(err);
    Runtime.getRuntime().addShutdownHook(new Thread(shutdown::onExit, "shutdown"));
    return shutdown;
  }

  public StopSignal stop() {
    return stop;
  }

  /** Ends the process with the run's exit code. */
  public void exit(ExitCode value) {
    code = value;
    finished.countDown();
    System.exit(value.value());
  }

  private void onExit() {
    if (finished.getCount() > 0) {
      endInOrder();
    }
    // A signal's own exit code would hide the run's.
    ProcessEnd.now(code.value());
  }

  private void endInOrder() {
    err.println("Stopping: what runs may finish, nothing new begins.");
    stop.request();
    if (!isFinishedWithin(stop.grace())) {
      err.println("Stopping now: what still runs is cut off.");
      stop.abort();
      isFinishedWithin(TO_REPORT);
    }
  }

  private boolean isFinishedWithin(Duration time) {
    try {
      return finished.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }
}
