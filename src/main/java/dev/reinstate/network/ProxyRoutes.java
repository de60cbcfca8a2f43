package dev.reinstate.network;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;

/** Leads an HTTP client's requests through proxies. */
public final class ProxyRoutes {

  /** Bounds for the head of a response: characters a line, and lines. */
  private static final Http1Config HEAD =
      Http1Config.custom().setMaxLineLength(64 * 1024).setMaxHeaderCount(256).build();

  private ProxyRoutes() {}

  /** Nothing is changed about a client without proxies. */
  public static void into(HttpClientBuilder client, Network network) {
    if (!network.proxies().areNone()) {
      client
          .setRoutePlanner(new Planner(network.proxies()))
          .replaceExecInterceptor(ChainElement.CONNECT.name(), new ProxyConnect(network));
    }
  }

  /**
   * Makes connections that may be cut off at any time and take no head of any length.
   *
   * @param heads reads what comes before the body of an answer
   */
  public static HttpConnectionFactory<ManagedHttpClientConnection> connections(
      HttpMessageParserFactory<ClassicHttpResponse> heads) {
    return socket -> {
      Connection connection = new Connection(heads);
      if (socket != null) {
        connection.bind(socket);
      }
      return connection;
    };
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

  /**
   * To cut off what is in TLS to a proxy, the client would close that in order, which waits for the
   * proxy to take bytes; so what is below all TLS is closed first.
   */
  private static final class Connection extends DefaultManagedHttpClientConnection {

    private static final AtomicLong OPENED = new AtomicLong();

    private volatile Socket lowest;

    Connection(HttpMessageParserFactory<ClassicHttpResponse> heads) {
      super("connection-" + OPENED.incrementAndGet(), null, null, HEAD, null, null, null, heads);
    }

    @Override
    public void bind(Socket socket) throws IOException {
      lowest = socket;
      super.bind(socket);
    }

    @Override
    public void close(CloseMode mode) {
      Socket socket = lowest;
      if (mode == CloseMode.IMMEDIATE && socket != null) {
        try (socket) {
          socket.setSoLinger(true, 0);
        } catch (IOException e) {
          // It is closed already.
        }
      }
      super.close(mode);
    }
  }
}
