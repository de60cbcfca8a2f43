package dev.reinstate.proof;

import dev.reinstate.snapshot.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How much of what there is was proven whole.
 *
 * @param images all there are
 * @param proven of these, at either level
 * @param oldest when the run began that proved the one proven longest ago; empty when none is
 * @param byBytes of these, by their bytes
 * @param oldestByBytes the same for those
 */
public record Wholeness(
    int images,
    int proven,
    Optional<Instant> oldest,
    int byBytes,
    Optional<Instant> oldestByBytes) {

  /** On one line, for images. */
  public String text(Instant now) {
    return count("whole: %,d of %,d images proven", proven)
        + oldest.map(since -> age(since, now)).orElse("")
        + oldestByBytes
            .map(since -> "; by their bytes %,d".formatted(byBytes) + age(since, now))
            .orElse("");
  }

  /** On one line, for the objects of a store, of which all that is said is by their bytes. */
  public String storeText(Instant now) {
    return count("store: %,d of %,d objects read", byBytes)
        + oldestByBytes.map(since -> age(since, now)).orElse("");
  }

  private String count(String format, int some) {
    return format.formatted(some, images);
  }

  private static String age(Instant since, Instant now) {
    Duration age = Duration.between(since, now);
    Duration rounded =
        age.isNegative()
            ? Duration.ZERO
            : age.truncatedTo(
                age.toDays() > 0
                    ? ChronoUnit.HOURS
                    : age.toHours() > 0 ? ChronoUnit.MINUTES : ChronoUnit.SECONDS);
    return ", the oldest " + DurationText.of(rounded) + " ago";
  }

  /** Whether one is not proven, or was longer ago. */
  public boolean isStale(Duration maxAge, Instant now) {
    return isStale(ProofLevel.PRESENT, maxAge, now);
  }

  /** The same of what is proven at least so closely. */
  public boolean isStale(ProofLevel level, Duration maxAge, Instant now) {
    boolean bytes = level == ProofLevel.BYTES;
    return (bytes ? byBytes : proven) < images
        || (bytes ? oldestByBytes : oldest)
            .filter(since -> Duration.between(since, now).compareTo(maxAge) > 0)
            .isPresent();
  }
}
