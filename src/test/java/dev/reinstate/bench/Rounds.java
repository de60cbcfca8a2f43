package dev.reinstate.bench;

/**
 * How often each contender runs.
 *
 * @param most of all rounds
 * @param ofSlow rounds of a contender whose first one took longer than {@code slowSeconds}
 */
record Rounds(int most, int ofSlow, double slowSeconds) {

  int of(Sample first) {
    return first.cost().wallSeconds() > slowSeconds ? Math.min(most, ofSlow) : most;
  }
}
