package dev.reinstate.registry.pace;

import dev.reinstate.concurrent.CancelledException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Where requests to one host wait, first come first served. Only the first of them waits for the
 * time to pass, so that a pause is one pause however many wait, and for the turn of the group that
 * its host may belong to.
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
   * @param group of the hosts that are asked together with this one
   * @return to be given to {@link #leave}
   */
  Turn enter(Optional<GroupQueue> group) {
    try {
      first.lockInterruptibly();
    } catch (InterruptedException e) {
      throw CancelledException.interrupted();
    }
    try {
      return start(governor::isFull, group);
    } finally {
      first.unlock();
    }
  }

  /**
   * The same for what belongs to a request that has its turn: it waits for the time to pass, but
   * for nobody.
   */
  Turn enterBeside(Optional<GroupQueue> group) {
    return start(/* full= */ () -> false, group);
  }

  private Turn start(BooleanSupplier full, Optional<GroupQueue> group) {
    while (true) {
      long delay;
      state.lock();
      try {
        while (full.getAsBoolean()) {
          ended.await();
        }
        long now = timing.nanoTime();
        delay = governor.delay(now);
        if (delay <= 0 && group.isEmpty()) {
          return new Turn(governor.start(now), 0);
        }
      } catch (InterruptedException e) {
        throw CancelledException.interrupted();
      } finally {
        state.unlock();
      }
      if (delay > 0) {
        timing.sleep(Duration.ofNanos(delay));
        continue;
      }
      Optional<Turn> turn = group.get().enter(() -> startNow(full));
      if (turn.isPresent()) {
        return turn.get();
      }
    }
  }

  private OptionalLong startNow(BooleanSupplier full) {
    state.lock();
    try {
      long now = timing.nanoTime();
      return full.getAsBoolean() || governor.delay(now) > 0
          ? OptionalLong.empty()
          : OptionalLong.of(governor.start(now));
    } finally {
      state.unlock();
    }
  }

  void leave(Turn turn, HostGovernor.Signal signal, Optional<Duration> retryAfter) {
    state.lock();
    try {
      governor.end(turn.ofHost(), signal, retryAfter, timing.nanoTime());
      ended.signal();
    } finally {
      state.unlock();
    }
  }
}
