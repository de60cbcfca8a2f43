package dev.reinstate.registry.wire;

import com.google.common.collect.ImmutableListMultimap;
import dev.reinstate.network.Network;
import dev.reinstate.network.ProxyRoutes;
import dev.reinstate.network.Trust;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.Timeout;

/**
 * The wire: Apache HttpClient with a pool of connections, and everything it would do by itself
 * turned off.
 */
public final class ApacheExchange implements Exchange, Closeable {

  /** More than any limit on requests, so that a request never waits for a connection. */
  private static final int CONNECTIONS = 8192;

  /** What of a body to read for the sake of its connection, in bytes. */
  private static final int WORTH_READING = 4096;

  private final CloseableHttpClient client;
  private final Duration patience;
  private final TransportFaults faults;
  private final Watchdog watchdog;

  private ApacheExchange(CloseableHttpClient client, Duration patience, Trust trust) {
    this.client = client;
    this.patience = patience;
    this.faults = new TransportFaults(trust);
    this.watchdog = new Watchdog(patience);
  }

  /** How long to connect is said twice: a way through a proxy is waited for by the second. */
  @SuppressWarnings("deprecation")
  public static ApacheExchange open(Timeouts timeouts, Network network) {
    Timeout response = Timeout.of(timeouts.response());
    ConnectionConfig connection =
        ConnectionConfig.custom()
            .setConnectTimeout(Timeout.of(timeouts.connect()))
            .setSocketTimeout(response)
            .build();
    RequestConfig request =
        RequestConfig.custom()
            .setConnectTimeout(Timeout.of(timeouts.connect()))
            .setResponseTimeout(response)
            .setAuthenticationEnabled(false)
            .setRedirectsEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .build();
    HttpClientBuilder client =
        HttpClientBuilder.create()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                    .setMaxConnPerRoute(CONNECTIONS)
                    .setMaxConnTotal(CONNECTIONS)
                    .setConnectionFactory(ProxyRoutes.connections(HeadParser::new))
                    .setDefaultConnectionConfig(connection)
                    .setTlsSocketStrategy(tls(network.trust()))
                    .build())
            .setDefaultRequestConfig(request)
            .setUserAgent("reinstate")
            .disableAuthCaching()
            .disableAutomaticRetries()
            .disableConnectionState()
            .disableContentCompression()
            .disableCookieManagement()
            .disableRedirectHandling();
    ProxyRoutes.into(client, network);
    return new ApacheExchange(client.build(), timeouts.response(), network.trust());
  }

  /** By host, made when the first is spoken to over TLS: it takes its time. */
  private static TlsSocketStrategy tls(Trust trust) {
    ConcurrentMap<SSLContext, TlsSocketStrategy> strategies = new ConcurrentHashMap<>();
    return (socket, target, port, attachment, context) ->
        strategies
            .computeIfAbsent(trust.context(Trust.name(target, port)), DefaultClientTlsStrategy::new)
            .upgrade(socket, target, port, attachment, context);
  }

  @Override
  public Response send(Request request) throws IOException {
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.uri());
    request.headers().forEach(message::setHeader);
    try (Watchdog.Watch watch = watchdog.watch(message::cancel)) {
      if (request.content().isPresent()) {
        message.setEntity(entity(request.content().get(), watch));
      }
      return send(request, message, watch);
    }
  }

  private Response send(Request request, HttpUriRequestBase message, Watchdog.Watch watch)
      throws IOException {
    try {
      HttpHost target = HttpHost.create(request.uri());
      ClassicHttpResponse response = client.executeOpen(target, message, /* context= */ null);
      return faults.checked(request, response(request, message, response));
    } catch (IOException e) {
      throw watch.hasAborted() ? stalled(e) : faults.explained(request, e);
    } catch (IllegalStateException e) {
      // The client is in no valid state when it is aborted between two of its steps.
      if (watch.hasAborted()) {
        throw stalled(e);
      }
      throw e;
    }
  }

  private IOException stalled(Exception e) {
    return new IOException("nothing moved for " + patience, e);
  }

  private HttpEntity entity(Content content, Watchdog.Watch watch) throws IOException {
    InputStream bytes = new TransferProgress.Sent(content.bytes().openStream(), patience, watch);
    return new SentEntity(bytes, content.length(), content.mediaType());
  }

  private Response response(Request request, HttpUriRequestBase sent, ClassicHttpResponse message)
      throws IOException {
    ImmutableListMultimap.Builder<String, String> headers = ImmutableListMultimap.builder();
    for (Header header : message.getHeaders()) {
      headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    HttpEntity entity = message.getEntity();
    InputStream body = entity == null ? InputStream.nullInputStream() : entity.getContent();
    InputStream steady = new TransferProgress.Received(body, patience);
    return new Response(
        request.uri(),
        message.getCode(),
        headers.build(),
        steady,
        () -> finish(sent, message, steady));
  }

  /** Gives the connection back, or drops it rather than read on through what nobody wants. */
  private static void finish(
      HttpUriRequestBase sent, ClassicHttpResponse message, InputStream body) {
    if (!isNearItsEnd(body)) {
      sent.cancel();
    }
    try {
      message.close();
    } catch (IOException e) {
      // Everything of use was read.
    }
  }

  private static boolean isNearItsEnd(InputStream body) {
    try {
      return body.readNBytes(WORTH_READING).length < WORTH_READING;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    watchdog.close();
    client.close();
  }
}
