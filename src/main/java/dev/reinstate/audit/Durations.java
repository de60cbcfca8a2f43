package dev.reinstate.audit;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, as a Prometheus histogram. */
final class Durations {

  private static final double[] BOUNDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
  };
  private static final double NANOS = 1e9;

  private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
  private final LongAdder nanos = new LongAdder();

  void add(Duration duration) {
    double seconds = duration.toNanos() / NANOS;
    int bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    counts.incrementAndGet(bucket);
    nanos.add(duration.toNanos());
  }

  void write(String name, PrometheusText text) {
    long below = 0;
    for (int bucket = 0; bucket < BOUNDS.length; bucket++) {
      below += counts.get(bucket);
      bucket(name, String.valueOf(BOUNDS[bucket]), below, text);
    }
    below += counts.get(BOUNDS.length);
    bucket(name, "+Inf", below, text);
    text.sample(name + "_sum", nanos.sum() / NANOS);
    text.sample(name + "_count", below);
  }

  private static void bucket(String name, String bound, long count, PrometheusText text) {
    text.sample(name + "_bucket", ImmutableMap.of("le", bound), count);
  }
}
