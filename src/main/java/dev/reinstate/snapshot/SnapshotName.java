package dev.reinstate.snapshot;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a snapshot: its time in whole seconds, such as {@code 2026-11-23T02-00-00Z}, by the
 * clock of the machine that took it. It is for humans: which snapshot continues which, roots say.
 *
 * @param time whole seconds, between the years 0 and 9999
 */
public record SnapshotName(Instant time) implements Comparable<SnapshotName> {

  private static final Pattern PATTERN =
      Pattern.compile("(\\d{4}-\\d{2}-\\d{2}T\\d{2})-(\\d{2})-(\\d{2}Z)");

  /** The name for a moment, fractions of a second cut off. */
  public static SnapshotName at(Instant moment) {
    return new SnapshotName(moment.truncatedTo(ChronoUnit.SECONDS));
  }

  /** Reads a name; empty for what is not one. */
  public static Optional<SnapshotName> parse(String text) {
    if (!PATTERN.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      String time = PATTERN.matcher(text).replaceFirst("$1:$2:$3");
      return Optional.of(new SnapshotName(Instant.parse(time)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The name one second later. */
  public SnapshotName next() {
    return new SnapshotName(time.plusSeconds(1));
  }

  @Override
  public int compareTo(SnapshotName other) {
    return time.compareTo(other.time);
  }

  @Override
  public String toString() {
    return time.toString().replace(':', '-');
  }
}
