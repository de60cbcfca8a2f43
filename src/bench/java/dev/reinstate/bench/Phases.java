package dev.reinstate.bench;

import java.time.Instant;
import java.util.Locale;

/**
 * The parts of a run, in seconds.
 *
 * @param start until its first request
 * @param requests from then to the last answer
 * @param end from then to the end of the process
 */
record Phases(double start, double requests, double end) {

  static Phases of(Instant start, double wallSeconds, Activity activity) {
    double first = activity.secondsToFirst(start);
    return new Phases(first, activity.seconds(), wallSeconds - first - activity.seconds());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "start %.2f + requests %.2f + end %.2f", start, requests, end);
  }
}
