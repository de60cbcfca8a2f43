package dev.reinstate.registry.pace;

import java.time.Duration;

/**
 * What is about to be asked of a host.
 *
 * @param host as it is addressed, after rewriting
 * @param requests about how many
 * @param duration about how long they take, as long as the host has no trouble
 */
public record PlannedLoad(String host, long requests, Duration duration) {

  /** What a registry takes for an answer; only matters where nothing else limits the rate. */
  private static final double USUAL_SECONDS = 0.1;

  public static PlannedLoad of(String host, long requests, HostLimits limits) {
    double perSecond = Math.min(limits.rate(), limits.concurrency() / USUAL_SECONDS);
    return new PlannedLoad(
        host, requests, Duration.ofMillis(Math.round(1000 * requests / perSecond)));
  }
}
