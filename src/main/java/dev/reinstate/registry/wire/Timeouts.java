package dev.reinstate.registry.wire;

import java.time.Duration;

/**
 * How long to wait.
 *
 * @param connect for a connection, TLS included
 * @param response for each piece of a body, either way, and for the response to begin; in so much
 *     waiting a body must have moved at some least speed
 */
public record Timeouts(Duration connect, Duration response) {

  public static final Timeouts DEFAULT =
      new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(2));
}
