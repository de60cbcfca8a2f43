package dev.reinstate.concurrent;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Somebody wants the run to end. First a request: no new work begins and what runs may finish.
 * Later, if it takes too long, an abort: what runs is interrupted.
 */
public final class StopSignal {

  private final Set<Runnable> onRequest = new HashSet<>();
  private final Set<Runnable> onAbort = new HashSet<>();
  private final CountDownLatch requested = new CountDownLatch(1);
  private volatile Duration grace = Duration.ofMinutes(10);
  private boolean aborted;

  /** How much time there is between request and abort; ten minutes unless somebody says so. */
  public Duration grace() {
    return grace;
  }

  public void allow(Duration newGrace) {
    grace = newGrace;
  }

  public boolean requested() {
    return requested.getCount() == 0;
  }

  public void request() {
    List<Runnable> registered;
    synchronized (onRequest) {
      requested.countDown();
      registered = List.copyOf(onRequest);
    }
    registered.forEach(Runnable::run);
  }

  /** Waits for a request. */
  public void await() throws InterruptedException {
    requested.await();
  }

  /** Throws {@link CancelledException} once a stop is requested. */
  public void check() {
    if (requested()) {
      throw new CancelledException();
    }
  }

  /** Interrupts what registered itself; implies a request. */
  public void abort() {
    request();
    List<Runnable> registered;
    synchronized (onAbort) {
      aborted = true;
      registered = List.copyOf(onAbort);
    }
    registered.forEach(Runnable::run);
  }

  /** Runs the action on a request, at once if there was one; closing takes it back. */
  public Registration onRequest(Runnable action) {
    synchronized (onRequest) {
      onRequest.add(action);
      if (requested()) {
        action.run();
      }
    }
    return () -> {
      synchronized (onRequest) {
        onRequest.remove(action);
      }
    };
  }

  /** Runs the action on abort, at once if that has happened; closing takes it back. */
  Registration onAbort(Runnable action) {
    synchronized (onAbort) {
      onAbort.add(action);
      if (aborted) {
        action.run();
      }
    }
    return () -> {
      synchronized (onAbort) {
        onAbort.remove(action);
      }
    };
  }

  /** What is run until it is closed. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
