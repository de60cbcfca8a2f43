package dev.reinstate.network;

import java.net.URI;
import java.util.Optional;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Leads an HTTP client's requests through proxies. */
public final class ProxyRoutes {

  private ProxyRoutes() {}

  /** Nothing is changed about a client without proxies. */
  public static void into(HttpClientBuilder client, Network network) {
    if (!network.proxies().areNone()) {
      client
          .setRoutePlanner(new Planner(network.proxies()))
          .replaceExecInterceptor(ChainElement.CONNECT.name(), new ProxyConnect(network));
    }
  }

  /** The proxy for what goes to a host; empty to connect directly. */
  static Optional<ProxyServer> proxy(ProxyRules rules, HttpHost target) throws HostFaultException {
    return rules.find(URI.create(target.toURI()));
  }

  /** Plain requests are handed to the proxy, and for TLS it is asked for a tunnel. */
  private static final class Planner extends DefaultRoutePlanner {

    private final ProxyRules rules;

    Planner(ProxyRules rules) {
      super(/* schemePortResolver= */ null);
      this.rules = rules;
    }

    /** Where there is a fault, it shows again when we connect. */
    @Override
    protected HttpHost determineProxy(HttpHost target, HttpContext context) {
      try {
        return proxy(rules, target)
            .map(proxy -> new HttpHost(proxy.scheme(), proxy.host(), proxy.port()))
            .orElse(null);
      } catch (HostFaultException e) {
        return null;
      }
    }
  }
}
