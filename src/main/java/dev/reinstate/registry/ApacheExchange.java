package dev.reinstate.registry;

import com.google.common.collect.ImmutableListMultimap;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.Timeout;

/**
 * The wire: Apache HttpClient with a pool of connections, and everything it would do by itself
 * turned off.
 */
final class ApacheExchange implements Exchange, Closeable {

  /** More than any limit on requests, so that a request never waits for a connection. */
  private static final int CONNECTIONS = 8192;

  /** Bounds for the head of a response: characters a line, and lines. */
  private static final Http1Config HEAD =
      Http1Config.custom().setMaxLineLength(64 * 1024).setMaxHeaderCount(256).build();

  private final CloseableHttpClient client;

  private ApacheExchange(CloseableHttpClient client) {
    this.client = client;
  }

  static ApacheExchange open(Timeouts timeouts) {
    Timeout response = Timeout.of(timeouts.response());
    ConnectionConfig connection =
        ConnectionConfig.custom()
            .setConnectTimeout(Timeout.of(timeouts.connect()))
            .setSocketTimeout(response)
            .build();
    RequestConfig request =
        RequestConfig.custom()
            .setResponseTimeout(response)
            .setRedirectsEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .build();
    return new ApacheExchange(
        HttpClientBuilder.create()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                    .setMaxConnPerRoute(CONNECTIONS)
                    .setMaxConnTotal(CONNECTIONS)
                    .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder().http1Config(HEAD).build())
                    .setDefaultConnectionConfig(connection)
                    .build())
            .setDefaultRequestConfig(request)
            .setUserAgent("reinstate")
            .disableAuthCaching()
            .disableAutomaticRetries()
            .disableConnectionState()
            .disableContentCompression()
            .disableCookieManagement()
            .disableRedirectHandling()
            .build());
  }

  @Override
  public Response send(Request request) throws IOException {
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.uri());
    request.headers().forEach(message::setHeader);
    if (request.content().isPresent()) {
      message.setEntity(entity(request.content().get()));
    }
    return response(
        request, client.executeOpen(HttpHost.create(request.uri()), message, /* context= */ null));
  }

  private static HttpEntity entity(Content content) throws IOException {
    return new InputStreamEntity(
        content.bytes().openStream(), content.length(), ContentType.parse(content.mediaType()));
  }

  private static Response response(Request request, ClassicHttpResponse message)
      throws IOException {
    ImmutableListMultimap.Builder<String, String> headers = ImmutableListMultimap.builder();
    for (Header header : message.getHeaders()) {
      headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    HttpEntity entity = message.getEntity();
    InputStream body = entity == null ? InputStream.nullInputStream() : entity.getContent();
    return new Response(request.uri(), message.getCode(), headers.build(), body, message);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
