package dev.reinstate.network;

import java.util.Optional;

/**
 * A proxy.
 *
 * @param scheme {@code http} or {@code https}: how the proxy itself is spoken to
 * @param authorization what it is shown, as {@code Proxy-Authorization} has it; a secret
 */
public record ProxyServer(String scheme, String host, int port, Optional<String> authorization) {

  /** Without the secret. */
  @Override
  public String toString() {
    return scheme + "://" + host + ":" + port;
  }
}
