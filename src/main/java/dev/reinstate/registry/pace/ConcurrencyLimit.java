package dev.reinstate.registry.pace;

/**
 * How many requests at once: one more after as many successes as there may be, half after trouble.
 */
final class ConcurrencyLimit {

  private final int most;
  private double limit;

  ConcurrencyLimit(int most) {
    this.most = most;
    this.limit = most;
  }

  int get() {
    return (int) limit;
  }

  void grow() {
    limit = Math.min(most, limit + 1 / limit);
  }

  void halve() {
    limit = Math.max(1, limit / 2);
  }
}
