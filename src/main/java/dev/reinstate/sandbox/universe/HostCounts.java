package dev.reinstate.sandbox.universe;

import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.RequestCounts;

/**
 * What was asked of a host.
 *
 * @param address where it really is
 */
public record HostCounts(String address, RequestCounts counts) {

  public long requests() {
    return counts.total();
  }

  public long tokens() {
    return counts.of(Endpoint.TOKEN);
  }

  /** Those that a quota did not let through. */
  public long refused() {
    return counts.withStatus(429);
  }
}
