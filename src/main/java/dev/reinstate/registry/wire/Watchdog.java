package dev.reinstate.registry.wire;

import com.google.common.util.concurrent.Futures;
import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Aborts what does not get on, also where a thread hangs in writing, which has no timeout. */
final class Watchdog implements Closeable {

  private final Duration patience;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("watchdog").factory());

  Watchdog(Duration patience) {
    this.patience = patience;
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Watches until the result is closed. */
  Watch watch(Runnable abort) {
    Watch watch = new Watch(abort);
    watch.schedule(patience.toNanos());
    return watch;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** One thing that has to get on. */
  final class Watch implements AutoCloseable {

    private final Runnable abort;
    private volatile long lastFed = System.nanoTime();
    private volatile boolean held;
    private volatile boolean closed;
    private volatile Future<?> look = Futures.immediateVoidFuture();
    private volatile boolean aborted;

    private Watch(Runnable abort) {
      this.abort = abort;
    }

    /** It waits for something else, until it is fed. */
    void hold() {
      held = true;
    }

    /** It got on. */
    void feed() {
      lastFed = System.nanoTime();
      held = false;
    }

    boolean hasAborted() {
      return aborted;
    }

    @Override
    public void close() {
      closed = true;
      look.cancel(/* mayInterruptIfRunning= */ false);
    }

    private void schedule(long nanos) {
      look = timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
      if (closed) {
        return;
      }
      long left = held ? patience.toNanos() : patience.toNanos() - (System.nanoTime() - lastFed);
      if (left > 0) {
        schedule(left);
        return;
      }
      aborted = true;
      abort.run();
    }
  }
}
