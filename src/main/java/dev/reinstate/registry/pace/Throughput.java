package dev.reinstate.registry.pace;

import java.util.concurrent.TimeUnit;

/** How many requests a second a host accepted: all the while, and of late. */
final class Throughput {

  private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

  /** A burst over before this tells no rate; it is counted as if it had taken so long. */
  private static final long SHORTEST = TimeUnit.SECONDS.toNanos(1);

  private long since;
  private int accepted;
  private long windowStart;
  private int inWindow;
  private double lastWindow;

  Throughput(long now) {
    restart(now, now);
  }

  /**
   * Begins a new measurement.
   *
   * @param resume when requests go on
   */
  void restart(long now, long resume) {
    since = now;
    accepted = 0;
    windowStart = resume;
    inWindow = 0;
    lastWindow = 0;
  }

  void accepted(long now) {
    accepted++;
    if (now - windowStart >= WINDOW) {
      lastWindow = rate(inWindow, now - windowStart);
      windowStart = now;
      inWindow = 0;
    }
    inWindow++;
  }

  /** Whether it is more than a burst that was measured. */
  boolean isLong(long now) {
    return now - since >= SHORTEST;
  }

  int count() {
    return accepted;
  }

  /** Over the whole measurement, the pause before it included. */
  double average(long now) {
    return rate(accepted, now - since);
  }

  /** Over the last second or so. */
  double recent(long now) {
    return lastWindow > 0 ? lastWindow : rate(inWindow, now - windowStart);
  }

  private static double rate(int count, long nanos) {
    return count * 1e9 / Math.max(SHORTEST, nanos);
  }
}
