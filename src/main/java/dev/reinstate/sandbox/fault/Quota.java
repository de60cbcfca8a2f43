package dev.reinstate.sandbox.fault;

import java.time.Duration;
import java.util.Optional;

/**
 * How much may be asked of a registry: a token bucket. What exceeds it is answered with 429.
 *
 * @param perSecond requests a second in the long run
 * @param burst requests at once after a time without any; at least 1
 * @param retryAfter what the refusal says in {@code Retry-After}, in whole seconds
 */
public record Quota(double perSecond, int burst, Optional<Duration> retryAfter) {

  /** A quota whose refusals do not say when to come back. */
  public static Quota of(double perSecond, int burst) {
    return new Quota(perSecond, burst, Optional.empty());
  }
}
