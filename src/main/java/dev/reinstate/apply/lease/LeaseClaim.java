package dev.reinstate.apply.lease;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether another run's lease still holds. What it says is compared with our own clock, and either
 * may be wrong: so how long ago it was written decides, by the clock of the place that keeps it.
 * Where that does not say, a time that is farther away than a term makes us look on whether anybody
 * renews it.
 */
final class LeaseClaim {

  /** A holder renews more often. */
  private static final Duration ALL = Lease.TERM.plus(Lease.SKEW);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final LeaseStore store;
  private final LeaseStore.Stored there;
  private final LeaseRecord record;
  private final LeaseTime time;
  private final Instant now;

  LeaseClaim(LeaseStore store, LeaseStore.Stored there, LeaseRecord record, LeaseTime time) {
    this.store = store;
    this.there = there;
    this.record = record;
    this.time = time;
    this.now = time.clock().instant();
  }

  /** Returns when nobody writes under it any more, though it was never given back. */
  void awaitEnd() throws IOException, LeaseHeldException {
    if (record.expires().equals(Instant.EPOCH)) {
      return;
    }
    boolean ahead = record.expires().isAfter(now.plus(ALL));
    if (!ahead && record.expires().isAfter(now.minus(Lease.SKEW))) {
      throw LeaseHeldException.until(store, record);
    }
    Optional<Duration> age = store.age().filter(since -> !since.isNegative());
    if (age.isPresent()) {
      Duration left = ALL.minus(age.get());
      if (left.isPositive()) {
        throw LeaseHeldException.implausible(store, record, now, left);
      }
    } else if (ahead) {
      watch();
    }
  }

  private void watch() throws IOException, LeaseHeldException {
    for (Duration left = ALL; left.isPositive(); left = left.minus(BETWEEN_LOOKS)) {
      time.pause().accept(BETWEEN_LOOKS);
      if (!store.read().equals(Optional.of(there))) {
        throw LeaseHeldException.renewed(store, record);
      }
    }
  }
}
