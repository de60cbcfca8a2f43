package dev.reinstate.registry.pace;

import java.time.Duration;

/**
 * How to go on after a 429, and after a delay of our own.
 *
 * @param longestPause between two requests that only ask whether it is over
 * @param careful how long to stay near the rate that was taken before trying more
 * @param nearly how much of the rate of the last second was taken at least; 0 where only the rate
 *     all the while tells it
 * @param growth by how much more is tried each second after that
 * @param catchUp time that callers were late is made up for by starting together, up to this
 */
record Recovery(
    Duration longestPause, Duration careful, double nearly, double growth, Duration catchUp) {

  /** Of a host, whose limit is of any kind. */
  static final Recovery OF_HOST =
      new Recovery(
          Duration.ofMinutes(1),
          Duration.ofSeconds(4),
          /* nearly= */ 0.9,
          /* growth= */ 1.3,
          Duration.ofMillis(100));

  /**
   * Of a quota by the minute, which is there at once when the minute begins: it is not to be missed
   * by long, nor used up in seconds again.
   */
  static final Recovery OF_MINUTES =
      new Recovery(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          /* nearly= */ 0,
          /* growth= */ 1.05,
          Duration.ofSeconds(1));
}
