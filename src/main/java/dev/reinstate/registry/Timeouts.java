package dev.reinstate.registry;

import java.time.Duration;

/**
 * How long to wait.
 *
 * @param connect for a connection, TLS included
 * @param response for the response to begin, and then for each next piece of it
 */
public record Timeouts(Duration connect, Duration response) {

  public static final Timeouts DEFAULT =
      new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(2));
}
