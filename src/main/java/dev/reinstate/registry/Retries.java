package dev.reinstate.registry;

import java.io.IOException;
import java.time.Duration;

/**
 * Tries again what may yet work, a bounded number of times and for a bounded time, with pauses that
 * double and are shortened by chance so that callers do not come back together.
 */
final class Retries {

  /** One try. */
  interface Attempt<T> {
    /**
     * Tries it.
     *
     * @param number 1 for the first
     */
    T run(int number) throws IOException;
  }

  private static final int ATTEMPTS = 6;

  /** A host that is over its quota says when to come back by the governor's pauses. */
  private static final int THROTTLED_ATTEMPTS = 10;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** No attempt starts later than this after the first. */
  private static final Duration DEADLINE = Duration.ofMinutes(15);

  private final Waiting waiting;

  Retries(Waiting waiting) {
    this.waiting = waiting;
  }

  /** The result of the first attempt that works; else the last failure, telling the attempts. */
  <T> T run(Attempt<T> attempt) throws IOException {
    long start = waiting.nanoTime();
    for (int number = 1; ; number++) {
      try {
        return attempt.run(number);
      } catch (RegistryException e) {
        if (!worthAnother(e, number, start)) {
          throw e.afterAttempts(number);
        }
        pause(e, number);
      }
    }
  }

  private boolean worthAnother(RegistryException failure, int number, long start) {
    int most = Transience.isThrottling(failure) ? THROTTLED_ATTEMPTS : ATTEMPTS;
    boolean exhausted = failure.attempts() > 1; // within this attempt
    return !exhausted
        && number < most
        && waiting.nanoTime() - start < DEADLINE.toNanos()
        && Transience.mayPass(failure);
  }

  /** None after a 429: then the governor holds everything back that goes to the host. */
  private void pause(RegistryException failure, int number) {
    if (Transience.isThrottling(failure)) {
      return;
    }
    long doubled = FIRST_PAUSE.toNanos() << (number - 1);
    double most = Math.min(doubled, LONGEST_PAUSE.toNanos());
    waiting.sleep(Duration.ofNanos((long) (most * (0.5 + waiting.chance() / 2))));
  }
}
