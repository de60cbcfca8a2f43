package dev.reinstate.sandbox.fault;

import dev.reinstate.sandbox.http.Exchange;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

  /** Refuses what exceeds it. */
  public Exchange before(Exchange next, InstantSource clock) {
    Bucket bucket = new Bucket(clock.instant());
    return call -> bucket.take(clock.instant()) ? next.answer(call) : refusal();
  }

  private Reply refusal() {
    Reply refusal =
        new RefusedException(429, "TOOMANYREQUESTS", "quota exceeded: requests per second").reply();
    return retryAfter
        .map(pause -> refusal.with("Retry-After", Long.toString(pause.toSeconds())))
        .orElse(refusal);
  }

  /** As many tokens as a burst at first, filled up as time passes. */
  private final class Bucket {

    private Instant filled;
    private double tokens = burst;

    Bucket(Instant began) {
      this.filled = began;
    }

    /** Whether there was a token left. */
    synchronized boolean take(Instant now) {
      double seconds = Duration.between(filled, now).toNanos() / 1e9;
      tokens = Math.min(burst, tokens + Math.max(0, seconds) * perSecond);
      filled = now;
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
  }
}
