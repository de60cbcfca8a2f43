package dev.reinstate.registry.pace;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * How many requests a second to start. After a 429 it measures what the host took since the one
 * before, starts again at half of that, is nearly back after two seconds, feels its way around it
 * for a while unless the measurement was short, and only then grows faster: a function of the time
 * since the last event, so that a short trouble is forgotten and a quota is met again and again
 * from just below.
 *
 * <p>The idea is CUBIC's: https://www.rfc-editor.org/rfc/rfc9438#section-4.1
 */
final class RateLimit {

  /** Requests a second that are always worth a try. */
  private static final double FLOOR = 1;

  /** Fewer answers than this say nothing about what a host takes. */
  private static final int SAMPLE = 10;

  /** After so long without a request, a measurement starts afresh. */
  private static final long IDLE = TimeUnit.SECONDS.toNanos(5);

  private final DoubleSupplier most;
  private final Recovery recovery;
  private double taken = Double.POSITIVE_INFINITY;
  private boolean certain;
  private long resumed;
  private final Throughput throughput;
  private long lastStart;

  /**
   * @param most requests a second, as it is now; may be infinite
   */
  RateLimit(DoubleSupplier most, Recovery recovery, long now) {
    this.most = most;
    this.recovery = recovery;
    this.resumed = now;
    this.throughput = new Throughput(now);
    this.lastStart = now;
  }

  /** Nanoseconds between two requests. */
  double interval(long now) {
    return TimeUnit.SECONDS.toNanos(1) / perSecond(now);
  }

  double perSecond(long now) {
    double seconds = (now - resumed) / 1e9;
    return Math.min(most.getAsDouble(), Math.max(FLOOR, taken * share(seconds)));
  }

  void started(long now) {
    if (now - Math.max(lastStart, resumed) > IDLE) {
      throughput.restart(now, now);
    }
    lastStart = now;
  }

  void accepted(long now) {
    throughput.accepted(now);
  }

  /**
   * The host had too many.
   *
   * @param resume when it is to be asked again
   */
  void throttled(long now, long resume) {
    if (throughput.count() >= SAMPLE) {
      taken = Math.max(throughput.average(now), recovery.nearly() * throughput.recent(now));
      certain = throughput.isLong(now);
      throughput.restart(now, resume);
    }
    taken = Math.min(most.getAsDouble(), taken);
    resumed = resume;
  }

  /** What part of {@link #taken} to start. */
  private double share(double seconds) {
    if (seconds <= 0) {
      return 0.5;
    }
    if (seconds < 2) {
      return 0.5 + 0.225 * seconds;
    }
    double careful = certain ? recovery.careful().toSeconds() : 0;
    double later = seconds - 2 - careful;
    return later < 0
        ? 1.05 + 0.1 * later / careful
        : (certain ? 1.05 : 0.95) * Math.pow(recovery.growth(), later);
  }
}
