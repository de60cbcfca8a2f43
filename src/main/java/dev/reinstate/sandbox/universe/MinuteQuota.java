package dev.reinstate.sandbox.universe;

import java.time.Duration;
import java.time.InstantSource;

/**
 * So many requests in each minute of the clock, as Google counts:
 * https://cloud.google.com/artifact-registry/quotas
 */
final class MinuteQuota {

  private final String metric;
  private final String limit;
  private final int perMinute;
  private final InstantSource clock;
  private long minute;
  private int taken;

  /**
   * @param metric as a refusal names it
   * @param limit the same
   */
  MinuteQuota(String metric, String limit, int perMinute, InstantSource clock) {
    this.metric = metric;
    this.limit = limit;
    this.perMinute = perMinute;
    this.clock = clock;
  }

  static MinuteQuota ofUser(int perMinute, InstantSource clock) {
    return new MinuteQuota(
        "Requests per project per user",
        "Requests per project per user per minute per user",
        perMinute,
        clock);
  }

  static MinuteQuota ofRegion(int perMinute, InstantSource clock) {
    return new MinuteQuota(
        "Requests per project per region",
        "Requests per project per region per minute per region",
        perMinute,
        clock);
  }

  /** Whether there was one left. */
  synchronized boolean take() {
    long now = clock.millis() / Duration.ofMinutes(1).toMillis();
    if (now != minute) {
      minute = now;
      taken = 0;
    }
    if (perMinute > 0 && taken >= perMinute) {
      return false;
    }
    taken++;
    return true;
  }

  /** What a refusal says. */
  String refusal() {
    return ("Quota exceeded for quota metric '%s' and limit '%s' of service"
            + " 'artifactregistry.googleapis.com' for consumer 'project_number:%d'.")
        .formatted(metric, limit, Admission.PROJECT_NUMBER);
  }
}
