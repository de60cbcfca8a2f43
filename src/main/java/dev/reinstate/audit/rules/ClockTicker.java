package dev.reinstate.audit.rules;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Lets caches age by the given clock. */
final class ClockTicker extends Ticker {

  private final InstantSource clock;
  private final Instant start;

  ClockTicker(InstantSource clock) {
    this.clock = clock;
    this.start = clock.instant();
  }

  @Override
  public long read() {
    return Duration.between(start, clock.instant()).toNanos();
  }
}
