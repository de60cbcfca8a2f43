package dev.reinstate.registry.pace;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When one host, or several that are asked together, may be asked: a state machine over a monotonic
 * clock in nanoseconds, without threads of its own. Callers take turns.
 *
 * <p>All the requests that a host refuses because they were under way together are one event; it is
 * answered once.
 */
final class HostGovernor {

  /** What an answer says about the host. */
  enum Signal {
    /** It does its work. */
    ACCEPTED,
    /** There was no answer, or one that says nothing. */
    NONE,
    /** It has trouble: 503. */
    OVERLOADED,
    /** It had too many requests: 429. */
    THROTTLED
  }

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  private final RateLimit rate;
  private final Duration longestPause;
  private final long catchUp;
  private final int mostAtOnce;

  /** How many at once: one more after as many successes as there may be, half after trouble. */
  private double atOnce;

  private long nextStart;
  private long pausedUntil;
  private int underWay;
  private long event;
  private int eventsInARow;

  HostGovernor(HostLimits limits, long now) {
    this(limits.concurrency(), limits::rate, Recovery.OF_HOST, now);
  }

  /**
   * @param rate requests a second, as it is now
   */
  HostGovernor(int concurrency, DoubleSupplier rate, Recovery recovery, long now) {
    this.rate = new RateLimit(rate, recovery, now);
    this.longestPause = recovery.longestPause();
    this.catchUp = recovery.catchUp().toNanos();
    this.mostAtOnce = concurrency;
    this.atOnce = mostAtOnce;
    this.nextStart = now;
    this.pausedUntil = now;
  }

  /** Whether a request has to end before another may start. */
  boolean isFull() {
    return underWay >= (int) atOnce;
  }

  /** Nanoseconds until the next request may start; not positive when it may now. */
  long delay(long now) {
    return Math.max(nextStart, pausedUntil) - now;
  }

  /** Starts a request; the result is to be given back to {@link #end}. */
  long start(long now) {
    rate.started(now);
    nextStart =
        Math.max(nextStart, Math.max(pausedUntil, now - catchUp)) + (long) rate.interval(now);
    underWay++;
    return event;
  }

  /**
   * Ends a request.
   *
   * @param startedIn what {@link #start} gave
   * @param retryAfter how long the host wants to be left alone
   */
  void end(long startedIn, Signal signal, Optional<Duration> retryAfter, long now) {
    underWay--;
    boolean current = startedIn == event;
    switch (signal) {
      case ACCEPTED -> accepted(current, now);
      case THROTTLED -> throttled(current, retryAfter, now);
      case OVERLOADED -> overloaded(current, retryAfter, now);
      case NONE -> {}
    }
  }

  private void accepted(boolean current, long now) {
    rate.accepted(now);
    atOnce = Math.min(mostAtOnce, atOnce + 1 / atOnce);
    if (current) {
      eventsInARow = 0;
    }
  }

  private void throttled(boolean current, Optional<Duration> retryAfter, long now) {
    if (!current) {
      retryAfter.ifPresent(pause -> pause(pause, now));
      return;
    }
    pause(retryAfter.orElseGet(this::nextPause), now);
    rate.throttled(now, pausedUntil);
    trouble();
  }

  private void overloaded(boolean current, Optional<Duration> retryAfter, long now) {
    retryAfter.ifPresent(pause -> pause(pause, now));
    if (current) {
      trouble();
    }
  }

  private void trouble() {
    atOnce = Math.max(1, atOnce / 2);
    event++;
    eventsInARow++;
  }

  private void pause(Duration pause, long now) {
    pausedUntil = Math.max(pausedUntil, now + pause.toNanos());
  }

  private Duration nextPause() {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(eventsInARow, 20));
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }
}
