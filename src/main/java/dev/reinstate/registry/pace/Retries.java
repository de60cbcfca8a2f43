package dev.reinstate.registry.pace;

import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.failure.Transience;
import java.io.IOException;
import java.time.Duration;

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

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** No attempt starts later than this after the first. */
  private static final Duration DEADLINE = Duration.ofMinutes(15);

  private final RetryTiming timing;
  private final SilentHosts silent = new SilentHosts();

  public Retries(RetryTiming timing) {
    this.timing = timing;
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
        silent.answered(host);
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
      silent.answered(host);
    }
    if (!Transience.mayPass(failure) || silent.contains(host)) {
      return false;
    }
    int most = Transience.isThrottling(failure) ? THROTTLED_ATTEMPTS : ATTEMPTS;
    if (number < most && timing.nanoTime() - start < DEADLINE.toNanos()) {
      return true;
    }
    if (failure.status().isEmpty()) {
      silent.gaveUp(host);
    }
    return false;
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
