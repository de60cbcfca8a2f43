package dev.reinstate.network;

import com.google.common.collect.ImmutableList;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.LenientHttpResponseParser;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.Timeout;

/**
 * For whoever brings a protocol of their own, such as git and Google's libraries: sends what they
 * say, the way the network is, and does nothing else by itself.
 */
public final class WebClient implements Closeable {

  private static final int CONNECTIONS = 1024;

  /**
   * An answer, whatever its status.
   *
   * @param reason empty where there is none
   * @param headers names and values as they came
   * @param body closes the whole answer
   */
  public record Answer(
      int status,
      String reason,
      ImmutableList<Map.Entry<String, String>> headers,
      InputStream body) {

    /** The first of that name, however it is written. */
    public Optional<String> header(String name) {
      return headers.stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .findFirst();
    }
  }

  private final CloseableHttpClient client;
  private final Trust trust;

  private WebClient(CloseableHttpClient client, Trust trust) {
    this.client = client;
    this.trust = trust;
  }

  /** Opens no connection yet. */
  public static WebClient open(Network network) {
    HttpClientBuilder client =
        HttpClientBuilder.create()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                    .setMaxConnPerRoute(CONNECTIONS)
                    .setMaxConnTotal(CONNECTIONS)
                    .setConnectionFactory(ProxyRoutes.connections(LenientHttpResponseParser::new))
                    .setTlsSocketStrategy(
                        (socket, target, port, attachment, context) ->
                            new DefaultClientTlsStrategy(
                                    network.trust().context(Trust.name(target, port)))
                                .upgrade(socket, target, port, attachment, context))
                    .build())
            .disableAuthCaching()
            .disableAutomaticRetries()
            .disableConnectionState()
            .disableContentCompression()
            .disableCookieManagement()
            .disableRedirectHandling();
    ProxyRoutes.into(client, network);
    return new WebClient(client.build(), network.trust());
  }

  /**
   * Sends a request.
   *
   * @param connect how long to wait for a connection; zero for ever
   * @param response how long to wait for bytes; zero for ever
   */
  public Answer send(HttpUriRequestBase request, URI target, Duration connect, Duration response)
      throws IOException {
    request.setConfig(config(Timeout.of(connect), Timeout.of(response)));
    ClassicHttpResponse message = open(request, target);
    ImmutableList.Builder<Map.Entry<String, String>> headers = ImmutableList.builder();
    for (Header header : message.getHeaders()) {
      headers.add(Map.entry(header.getName(), header.getValue()));
    }
    HttpEntity entity = message.getEntity();
    return new Answer(
        message.getCode(),
        message.getReasonPhrase() == null ? "" : message.getReasonPhrase(),
        headers.build(),
        new WebBody(
            entity == null ? InputStream.nullInputStream() : entity.getContent(),
            request,
            message));
  }

  /** What is wrong with a host is said so. */
  private ClassicHttpResponse open(HttpUriRequestBase request, URI target) throws IOException {
    try {
      ClassicHttpResponse message =
          client.executeOpen(HttpHost.create(target), request, /* context= */ null);
      trust.answered(target.getHost(), target.getPort());
      return message;
    } catch (ProxyException | HostFaultException e) {
      throw e;
    } catch (IOException e) {
      Optional<HostFaultException> fault =
          trust.fault(Trust.name(target.getHost(), target.getPort()), e);
      throw fault.<IOException>map(it -> it).orElseGet(() -> inWordsOfTheJdk(e));
    }
  }

  /** Google's libraries try again what the JDK says of a lost connection, and nothing else. */
  static IOException inWordsOfTheJdk(IOException failure) {
    return failure instanceof NoHttpResponseException
            || failure instanceof ConnectionClosedException
        ? new SocketException(failure.getMessage(), failure)
        : failure;
  }

  /** The client would rather have connections wait by route; here it is whoever asks that knows. */
  @SuppressWarnings("deprecation")
  private static RequestConfig config(Timeout connect, Timeout response) {
    return RequestConfig.custom()
        .setConnectTimeout(connect)
        .setResponseTimeout(response)
        .setAuthenticationEnabled(false)
        .setRedirectsEnabled(false)
        .setProtocolUpgradeEnabled(false)
        .build();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
