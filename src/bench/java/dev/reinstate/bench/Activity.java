package dev.reinstate.bench;

import java.time.Duration;
import java.time.Instant;

/**
 * When registries had something to do.
 *
 * @param first when they were first asked, as near as they can tell
 * @param last when they last answered, as near as they can tell
 */
record Activity(Instant first, Instant last) {

  /** From the earlier beginning to the later end. */
  Activity join(Activity other) {
    return new Activity(
        first.isBefore(other.first) ? first : other.first,
        last.isAfter(other.last) ? last : other.last);
  }

  double secondsToFirst(Instant from) {
    return seconds(from, first);
  }

  double seconds() {
    return seconds(first, last);
  }

  static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
