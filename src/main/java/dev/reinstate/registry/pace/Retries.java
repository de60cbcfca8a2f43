package dev.reinstate.registry.pace;

import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.failure.Transience;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tries again what may yet work, a bounded number of times and for a bounded time, with pauses that
 * double and are shortened by chance so that callers do not come back together.
 */
public final class Retries {

  /** One try. */
  public interface Attempt<T> {
    /**
     * Tries it.
     *
     * @param number 1 for the first
     */
    public T run(int number) throws IOException;
  }

  private static final int ATTEMPTS = 6;

  /** A host that is over its quota says when to come back by the governor's pauses. */
  private static final int THROTTLED_ATTEMPTS = 10;

  /**
   * The pauses of hosts that share a quota of a minute are short, so that its return is not missed:
   * the deadline comes before so many have passed.
   */
  private static final int THROTTLED_TOGETHER_ATTEMPTS = 200;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** No attempt starts later than this after the first. */
  private static final Duration DEADLINE = Duration.ofMinutes(15);

  /** After so many calls given up in a row, every other one to that host gets one attempt. */
  private static final int SILENT = 8;

  private final RetryTiming timing;
  private final Limits limits;

  /**
   * Calls given up by host, with no answer in between: so that a dead host does not hold up a run
   * by its number of repositories.
   */
  private final ConcurrentMap<String, AtomicInteger> givenUp = new ConcurrentHashMap<>();

  /**
   * @param limits tell which hosts share a quota
   */
  public Retries(RetryTiming timing, Limits limits) {
    this.timing = timing;
    this.limits = limits;
  }

  /**
   * The result of the first attempt that works; else the last failure, telling the attempts.
   *
   * @param host that is asked
   */
  public <T> T run(String host, Attempt<T> attempt) throws IOException {
    long start = timing.nanoTime();
    for (int number = 1; ; number++) {
      try {
        T result = attempt.run(number);
        givenUp(host).set(0);
        return result;
      } catch (RegistryException e) {
        if (!worthAnother(host, e, number, start)) {
          throw e.afterAttempts(number);
        }
        pause(e, number);
      }
    }
  }

  private boolean worthAnother(String host, RegistryException failure, int number, long start) {
    if (failure.attempts() > 1) {
      return false; // it was tried again within this attempt
    }
    if (failure.status().isPresent()) {
      givenUp(host).set(0);
    }
    if (!Transience.mayPass(failure) || givenUp(host).get() >= SILENT) {
      return false;
    }
    if (number < most(host, failure) && timing.nanoTime() - start < DEADLINE.toNanos()) {
      return true;
    }
    if (failure.status().isEmpty()) {
      givenUp(host).incrementAndGet();
    }
    return false;
  }

  private int most(String host, RegistryException failure) {
    if (!Transience.isThrottling(failure)) {
      return ATTEMPTS;
    }
    return limits.isGrouped(host) ? THROTTLED_TOGETHER_ATTEMPTS : THROTTLED_ATTEMPTS;
  }

  private AtomicInteger givenUp(String host) {
    return givenUp.computeIfAbsent(host, any -> new AtomicInteger());
  }

  /** None after a 429: then the governor holds everything back that goes to the host. */
  private void pause(RegistryException failure, int number) {
    if (Transience.isThrottling(failure)) {
      return;
    }
    long doubled = FIRST_PAUSE.toNanos() << (number - 1);
    double most = Math.min(doubled, LONGEST_PAUSE.toNanos());
    timing.sleep(Duration.ofNanos((long) (most * (0.5 + timing.chance() / 2))));
  }
}
