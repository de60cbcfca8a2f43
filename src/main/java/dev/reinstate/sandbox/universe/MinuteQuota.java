package dev.reinstate.sandbox.universe;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

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
   * @param perMinute 0 for as many as come
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

  /**
   * Takes one from each, or from none; which has none left. One lock for all, since regions share
   * the user's.
   */
  static synchronized Optional<MinuteQuota> take(List<MinuteQuota> quotas) {
    Optional<MinuteQuota> exhausted = quotas.stream().filter(quota -> !quota.hasLeft()).findFirst();
    if (exhausted.isEmpty()) {
      quotas.forEach(quota -> quota.taken++);
    }
    return exhausted;
  }

  private boolean hasLeft() {
    long now = clock.millis() / Duration.ofMinutes(1).toMillis();
    if (now != minute) {
      minute = now;
      taken = 0;
    }
    return perMinute == 0 || taken < perMinute;
  }

  /** As if nothing had been asked in this minute. */
  void reset() {
    synchronized (MinuteQuota.class) {
      taken = 0;
    }
  }

  /** What a refusal says. */
  String refusal() {
    return ("Quota exceeded for quota metric '%s' and limit '%s' of service"
            + " 'artifactregistry.googleapis.com' for consumer 'project_number:%d'.")
        .formatted(metric, limit, Admission.PROJECT_NUMBER);
  }
}
