package dev.reinstate.network;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Which requests go through which proxy. */
public final class ProxyRules {

  /** Every host is asked directly. */
  public static final ProxyRules NONE = new ProxyRules();

  private ProxyRules() {}

  /**
   * {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, or the same in lower case.
   *
   * @param environment the process's variables
   */
  public static ProxyRules of(Map<String, String> environment) {
    return NONE;
  }

  /** The proxy for a request; empty to connect directly. */
  public Optional<ProxyServer> find(URI target) {
    return Optional.empty();
  }
}
