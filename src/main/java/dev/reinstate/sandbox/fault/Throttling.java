package dev.reinstate.sandbox.fault;

import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Exchange;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Refuses what exceeds a quota: as many tokens as a burst at first, filled up as time passes. */
public final class Throttling implements Exchange {

  private final Exchange next;
  private final Quota quota;
  private final InstantSource clock;
  private Instant filled;
  private double tokens;

  public Throttling(Exchange next, Quota quota, InstantSource clock) {
    this.next = next;
    this.quota = quota;
    this.clock = clock;
    this.filled = clock.instant();
    this.tokens = quota.burst();
  }

  @Override
  public Reply answer(Call call) throws IOException {
    if (take()) {
      return next.answer(call);
    }
    Reply refusal =
        new RefusedException(429, "TOOMANYREQUESTS", "quota exceeded: requests per second").reply();
    return quota
        .retryAfter()
        .map(pause -> refusal.with("Retry-After", Long.toString(pause.toSeconds())))
        .orElse(refusal);
  }

  /** Whether there was a token left. */
  private synchronized boolean take() {
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
