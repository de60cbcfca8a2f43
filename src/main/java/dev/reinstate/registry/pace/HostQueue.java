package dev.reinstate.registry.pace;

import dev.reinstate.concurrent.CancelledException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Where requests to one host wait, first come first served. Only the first of them waits for the
 * time to pass, so that a pause is one pause however many wait.
 */
final class HostQueue {

  private final RetryTiming timing;
  private final ReentrantLock first = new ReentrantLock(/* fair= */ true);
  private final ReentrantLock state = new ReentrantLock();
  private final Condition ended = state.newCondition();
  private final HostGovernor governor;

  HostQueue(HostLimits limits, RetryTiming timing) {
    this.timing = timing;
    this.governor = new HostGovernor(limits, timing.nanoTime());
  }

  /**
   * Waits until a request may start.
   *
   * @return to be given to {@link #leave}
   */
  long enter() {
    try {
      first.lockInterruptibly();
    } catch (InterruptedException e) {
      throw CancelledException.interrupted();
    }
    try {
      return start(governor::isFull);
    } finally {
      first.unlock();
    }
  }

  /**
   * The same for what belongs to a request that has its turn: it waits for the time to pass, but
   * for nobody.
   */
  long enterBeside() {
    return start(/* full= */ () -> false);
  }

  private long start(BooleanSupplier full) {
    while (true) {
      long delay;
      state.lock();
      try {
        while (full.getAsBoolean()) {
          ended.await();
        }
        long now = timing.nanoTime();
        delay = governor.delay(now);
        if (delay <= 0) {
          return governor.start(now);
        }
      } catch (InterruptedException e) {
        throw CancelledException.interrupted();
      } finally {
        state.unlock();
      }
      timing.sleep(Duration.ofNanos(delay));
    }
  }

  void leave(long startedIn, HostGovernor.Signal signal, Optional<Duration> retryAfter) {
    state.lock();
    try {
      governor.end(startedIn, signal, retryAfter, timing.nanoTime());
      ended.signal();
    } finally {
      state.unlock();
    }
  }
}
