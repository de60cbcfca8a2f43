package dev.reinstate.network;

import java.util.Map;

/**
 * How hosts are reached, of registries and everything else.
 *
 * @param trust whose certificates are taken, and which of ours are shown
 * @param proxies what stands between
 * @param plainHosts which hosts speak plain HTTP
 */
public record Network(Trust trust, ProxyRules proxies, PlainHosts plainHosts) {

  /** Without settings: the platform's authorities, no proxy, TLS everywhere but on loopback. */
  public static final Network DEFAULT =
      new Network(Trust.PLATFORM, ProxyRules.NONE, PlainHosts.LOOPBACK);

  /**
   * What the process's variables say; nothing is read yet.
   *
   * @param environment the process's variables
   */
  public static Network of(Map<String, String> environment) {
    return new Network(Trust.of(environment), ProxyRules.of(environment), PlainHosts.LOOPBACK);
  }

  public Network withTrust(Trust other) {
    return new Network(other, proxies, plainHosts);
  }

  public Network withPlainHosts(PlainHosts other) {
    return new Network(trust, proxies, other);
  }

  /** The same, and every host is asked directly. */
  Network withoutProxies() {
    return new Network(trust, ProxyRules.NONE, plainHosts);
  }
}
