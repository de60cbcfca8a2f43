package dev.reinstate.audit.http;

import java.time.Duration;

/**
 * How much time and room clients get.
 *
 * @param connections open at once; more wait to be accepted
 * @param idle how long a connection may wait for its next request
 * @param request how long a request may take to arrive, from its first byte to its last
 */
public record HttpLimits(int connections, Duration idle, Duration request) {

  /**
   * Cloud Run sends at most 1,000 requests at once to an instance
   * (https://cloud.google.com/run/docs/about-concurrency).
   */
  public static final HttpLimits DEFAULTS =
      new HttpLimits(1024, Duration.ofMinutes(10), Duration.ofSeconds(30));
}
