package dev.reinstate.scrub;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How much a run may spend. Once any of it is used up no further image is begun.
 *
 * @param time from the first image on
 * @param requests of every kind, to every host
 * @param bytes of blobs, read and hashed
 */
public record Budget(Optional<Duration> time, OptionalLong requests, OptionalLong bytes) {

  public static final Budget UNLIMITED =
      new Budget(Optional.empty(), OptionalLong.empty(), OptionalLong.empty());

  /** Begins to spend it. */
  Spending spend(InstantSource clock, LongSupplier requestsSoFar, LongSupplier bytesSoFar) {
    return new Spending(this, clock, clock.instant(), requestsSoFar, bytesSoFar);
  }

  /** What is spent of it. */
  static final class Spending {

    private final Budget budget;
    private final InstantSource clock;
    private final Instant begun;
    private final LongSupplier requests;
    private final LongSupplier bytes;
    private final long requestsBefore;

    private Spending(
        Budget budget,
        InstantSource clock,
        Instant begun,
        LongSupplier requests,
        LongSupplier bytes) {
      this.budget = budget;
      this.clock = clock;
      this.begun = begun;
      this.requests = requests;
      this.bytes = bytes;
      this.requestsBefore = requests.getAsLong();
    }

    boolean isUsedUp() {
      return budget.time.filter(most -> !clock.instant().isBefore(begun.plus(most))).isPresent()
          || reached(budget.requests, requests())
          || reached(budget.bytes, bytes.getAsLong());
    }

    long requests() {
      return requests.getAsLong() - requestsBefore;
    }

    private static boolean reached(OptionalLong most, long spent) {
      return most.isPresent() && spent >= most.getAsLong();
    }
  }
}
