package dev.reinstate.revision;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import com.google.common.io.ByteStreams;
import com.google.common.io.Closer;
import dev.reinstate.network.WebClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;

/**
 * Git's HTTP over our connections: one request and its answer. What git finds for itself of proxies
 * and certificates is passed over.
 */
final class GitHttp implements HttpConnection {

  /** What to keep of an answer that is no success, in bytes. */
  private static final long SAID = 64 << 10;

  private final Connections connections;
  private final URL url;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private HttpUriRequestBase request;
  private Duration connect = Duration.ZERO;
  private Duration response = Duration.ZERO;
  private Optional<WebClient.Answer> answer = Optional.empty();

  private GitHttp(Connections connections, URL url) {
    this.connections = connections;
    this.url = url;
    this.request = new HttpUriRequestBase("GET", URI.create(url.toString()));
  }

  /** The connections of one transport, which git leaves as they are when it has read enough. */
  static final class Connections implements HttpConnectionFactory, AutoCloseable {

    private final WebClient client;
    private final Closer answers = Closer.create();

    Connections(WebClient client) {
      this.client = client;
    }

    @Override
    public HttpConnection create(URL url) {
      return new GitHttp(this, url);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) {
      return create(url);
    }

    @Override
    public void close() throws IOException {
      answers.close();
    }
  }

  /** Sends what was said so far, once. */
  private WebClient.Answer answer() throws IOException {
    if (answer.isEmpty()) {
      if (content.size() > 0) {
        request.setEntity(new ByteArrayEntity(content.toByteArray(), /* contentType= */ null));
      }
      WebClient.Answer found =
          connections.client.send(request, URI.create(url.toString()), connect, response);
      connections.answers.register(found.body());
      answer = Optional.of(found.status() == HTTP_OK ? found : read(found));
    }
    return answer.get();
  }

  /** So that the connection is free again. */
  private static WebClient.Answer read(WebClient.Answer answer) throws IOException {
    try (InputStream body = answer.body()) {
      byte[] said = ByteStreams.toByteArray(ByteStreams.limit(body, SAID));
      return new WebClient.Answer(
          answer.status(), answer.reason(), answer.headers(), new ByteArrayInputStream(said));
    }
  }

  @Override
  public void connect() throws IOException {
    answer();
  }

  @Override
  public int getResponseCode() throws IOException {
    return answer().status();
  }

  @Override
  public String getResponseMessage() throws IOException {
    return answer().reason();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return answer().body();
  }

  @Override
  public Map<String, List<String>> getHeaderFields() {
    return Multimaps.asMap(
        answer.map(WebClient.Answer::headers).orElse(ImmutableList.of()).stream()
            .collect(
                ImmutableListMultimap.toImmutableListMultimap(
                    Map.Entry::getKey, Map.Entry::getValue)));
  }

  @Override
  public List<String> getHeaderFields(String name) {
    return answer.map(WebClient.Answer::headers).orElse(ImmutableList.of()).stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public String getHeaderField(String name) {
    return answer.flatMap(found -> found.header(name)).orElse(null);
  }

  @Override
  public String getContentType() {
    return getHeaderField(HttpHeaders.CONTENT_TYPE);
  }

  @Override
  public int getContentLength() {
    String length = getHeaderField(HttpHeaders.CONTENT_LENGTH);
    return length == null ? -1 : Integer.parseInt(length);
  }

  @Override
  public URL getURL() {
    return url;
  }

  @Override
  public String getRequestMethod() {
    return request.getMethod();
  }

  @Override
  public void setRequestMethod(String method) {
    HttpUriRequestBase other = new HttpUriRequestBase(method, URI.create(url.toString()));
    other.setHeaders(request.getHeaders());
    request = other;
  }

  @Override
  public void setRequestProperty(String name, String value) {
    request.setHeader(name, value);
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  @Override
  public void setConnectTimeout(int millis) {
    connect = Duration.ofMillis(millis);
  }

  @Override
  public void setReadTimeout(int millis) {
    response = Duration.ofMillis(millis);
  }

  @Override
  public boolean usingProxy() {
    return false;
  }

  @Override
  public void setUseCaches(boolean use) {}

  @Override
  public void setInstanceFollowRedirects(boolean follow) {}

  @Override
  public void setDoOutput(boolean output) {}

  @Override
  public void setFixedLengthStreamingMode(int length) {}

  @Override
  public void setChunkedStreamingMode(int length) {}

  @Override
  public void configure(KeyManager[] keys, TrustManager[] trusted, SecureRandom random) {}

  @Override
  public void setHostnameVerifier(HostnameVerifier verifier) {}
}
