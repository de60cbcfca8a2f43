package dev.reinstate.network;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.EntityTemplate;

/** Carries the requests of Google's libraries. */
final class GoogleTransport extends HttpTransport {

  private final GoogleAccess access;

  GoogleTransport(GoogleAccess access) {
    this.access = access;
  }

  @Override
  public boolean supportsMethod(String method) {
    return true;
  }

  @Override
  protected LowLevelHttpRequest buildRequest(String method, String url) {
    URI target = access.address(URI.create(url));
    return new Sent(new HttpUriRequestBase(method, target), target, access.client(target));
  }

  /** A request on its way. */
  private static final class Sent extends LowLevelHttpRequest {

    private final HttpUriRequestBase message;
    private final URI target;
    private final WebClient client;
    private Duration connect = Duration.ZERO;
    private Duration response = Duration.ZERO;

    Sent(HttpUriRequestBase message, URI target, WebClient client) {
      this.message = message;
      this.target = target;
      this.client = client;
    }

    @Override
    public void addHeader(String name, String value) {
      message.addHeader(name, value);
    }

    @Override
    public void setTimeout(int connectTimeout, int readTimeout) {
      connect = Duration.ofMillis(connectTimeout);
      response = Duration.ofMillis(readTimeout);
    }

    @Override
    public LowLevelHttpResponse execute() throws IOException {
      if (getStreamingContent() != null) {
        message.setEntity(
            new EntityTemplate(
                getContentLength(),
                getContentType() == null ? null : ContentType.parse(getContentType()),
                getContentEncoding(),
                out -> getStreamingContent().writeTo(out)));
      }
      return new Received(client.send(message, target, connect, response));
    }
  }

  /** An answer. */
  private static final class Received extends LowLevelHttpResponse {

    private final WebClient.Answer answer;

    Received(WebClient.Answer answer) {
      this.answer = answer;
    }

    @Override
    public InputStream getContent() {
      return answer.body();
    }

    @Override
    public String getContentEncoding() {
      return answer.header(HttpHeaders.CONTENT_ENCODING).orElse(null);
    }

    @Override
    public long getContentLength() {
      return answer.header(HttpHeaders.CONTENT_LENGTH).map(Longs::tryParse).orElse(-1L);
    }

    @Override
    public String getContentType() {
      return answer.header(HttpHeaders.CONTENT_TYPE).orElse(null);
    }

    @Override
    public String getStatusLine() {
      return "HTTP/1.1 " + getStatusCode() + " " + getReasonPhrase();
    }

    @Override
    public int getStatusCode() {
      return answer.status();
    }

    @Override
    public String getReasonPhrase() {
      return answer.reason();
    }

    @Override
    public int getHeaderCount() {
      return answer.headers().size();
    }

    @Override
    public String getHeaderName(int index) {
      return answer.headers().get(index).getKey();
    }

    @Override
    public String getHeaderValue(int index) {
      return answer.headers().get(index).getValue();
    }

    @Override
    public void disconnect() throws IOException {
      answer.body().close();
    }
  }
}
