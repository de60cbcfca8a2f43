package dev.reinstate.bench;

/**
 * How often each contender runs.
 *
 * @param most of all rounds
 * @param seconds that all rounds of a contender may take, going by the first; one it always has
 */
record Rounds(int most, double seconds) {

  int of(Sample first) {
    return Math.clamp((long) (seconds / first.cost().wallSeconds()), 1, most);
  }
}
