package dev.reinstate.registry.pace;

import dev.reinstate.concurrent.CancelledException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Where hosts with one quota wait: the first request of each, once its host would have it, first
 * come first served. So none of them has more turns than another that has as much to ask, and one
 * that is slow or paused keeps no turn from the others.
 *
 * <p>Nobody waits here for a request to end, only for time to pass. Its lock comes before those of
 * hosts.
 */
final class GroupQueue {

  private final RetryTiming timing;
  private final ReentrantLock first = new ReentrantLock(/* fair= */ true);
  private final ReentrantLock state = new ReentrantLock();
  private final HostGovernor governor;

  /**
   * @param rate requests a second, as it is now
   */
  GroupQueue(DoubleSupplier rate, RetryTiming timing) {
    this.timing = timing;
    this.governor =
        new HostGovernor(Integer.MAX_VALUE, rate, Recovery.OF_MINUTES, timing.nanoTime());
  }

  /**
   * Waits for a turn.
   *
   * @param host starts the request at its host, unless that would not have it any more
   * @return empty when it would not; then nothing is started
   */
  Optional<Turn> enter(Supplier<OptionalLong> host) {
    try {
      first.lockInterruptibly();
    } catch (InterruptedException e) {
      throw CancelledException.interrupted();
    }
    try {
      while (true) {
        long delay;
        state.lock();
        try {
          long now = timing.nanoTime();
          delay = governor.delay(now);
          if (delay <= 0) {
            OptionalLong started = host.get();
            return started.isEmpty()
                ? Optional.empty()
                : Optional.of(new Turn(started.getAsLong(), governor.start(now)));
          }
        } finally {
          state.unlock();
        }
        timing.sleep(Duration.ofNanos(delay));
      }
    } finally {
      first.unlock();
    }
  }

  void leave(Turn turn, HostGovernor.Signal signal, Optional<Duration> retryAfter) {
    state.lock();
    try {
      governor.end(turn.ofGroup(), signal, retryAfter, timing.nanoTime());
    } finally {
      state.unlock();
    }
  }
}
