package dev.reinstate.sandbox.fault;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The tokens of a quota: as many as a burst at first, filled up as time passes. */
public final class TokenBucket {

  private final Quota quota;
  private final InstantSource clock;
  private Instant filled;
  private double tokens;

  public TokenBucket(Quota quota, InstantSource clock) {
    this.quota = quota;
    this.clock = clock;
    this.filled = clock.instant();
    this.tokens = quota.burst();
  }

  Quota quota() {
    return quota;
  }

  /** Whether there was a token left; any thread may ask. */
  synchronized boolean take() {
    Instant now = clock.instant();
    double seconds = Duration.between(filled, now).toNanos() / 1e9;
    tokens = Math.min(quota.burst(), tokens + Math.max(0, seconds) * quota.perSecond());
    filled = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
