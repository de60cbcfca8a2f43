package dev.reinstate.registry;

import dev.reinstate.registry.pace.RetryTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only by being slept away, and no chance. */
public final class VirtualTime implements RetryTiming {

  private final List<Duration> slept = new ArrayList<>();
  private long now;

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public synchronized void sleep(Duration duration) {
    now += duration.toNanos();
    slept.add(duration);
  }

  @Override
  public double chance() {
    return 0;
  }

  synchronized List<Duration> slept() {
    return List.copyOf(slept);
  }

  public synchronized Duration total() {
    return slept.stream().reduce(Duration.ZERO, Duration::plus);
  }
}
