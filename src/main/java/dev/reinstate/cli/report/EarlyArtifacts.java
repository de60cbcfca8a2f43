package dev.reinstate.cli.report;

import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.RunOptions;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.report.RunReport;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Writes a run's artifacts once it is asked to stop, from what is known then: whoever asks may kill
 * it before its own time to end is over. Those of the end replace them.
 */
public final class EarlyArtifacts implements AutoCloseable {

  private final RunOptions options;
  private final Supplier<RunReport> soFar;
  private final ProcessContext context;
  private final StopSignal.Registration registration;
  private Thread writing;
  private boolean closed;

  /**
   * Writes on a thread of its own, so that the run stops meanwhile.
   *
   * @param soFar what is known; is asked once, at that time
   */
  public EarlyArtifacts(RunOptions options, Supplier<RunReport> soFar, ProcessContext context) {
    this.options = options;
    this.soFar = soFar;
    this.context = context;
    this.registration = context.stop().onRequest(this::start);
  }

  /** A signal that came before the closing may get here after it. */
  synchronized void start() {
    if (writing == null && !closed) {
      writing = Thread.ofPlatform().daemon().name("early artifacts").start(this::write);
    }
  }

  private void write() {
    try {
      options.writeArtifacts(soFar, context);
    } catch (IOException e) {
      context.err().println(e.getMessage() + " (before the run ended; at its end once more)");
    }
  }

  /** From now on nothing of it is written; what is being written is waited for. */
  @Override
  public void close() {
    registration.close();
    Thread last = end();
    if (last != null) {
      try {
        last.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized Thread end() {
    closed = true;
    return writing;
  }
}
