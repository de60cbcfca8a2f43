package dev.reinstate.audit.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.io.HttpServerRequestHandler;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Translates between HttpCore's requests and responses and ours, for one connection. */
final class HttpTransport implements HttpServerRequestHandler {

  private static final HttpAnswer TOO_SLOW =
      HttpAnswer.says(HttpStatus.SC_REQUEST_TIMEOUT, "the request took too long to arrive")
          .asTheLast();

  private final ServedConnection connection;
  private final HttpAnswering answering;

  HttpTransport(ServedConnection connection, HttpAnswering answering) {
    this.connection = connection;
    this.answering = answering;
  }

  @Override
  public void handle(ClassicHttpRequest request, ResponseTrigger trigger, HttpContext context)
      throws HttpException, IOException {
    connection.begin();
    Call call = new Call(request, path(request), trigger);
    HttpAnswer answer = answer(call);
    boolean unread = answer.last() || (request.getEntity() != null && !call.opened);
    if (unread) {
      connection.leaveUnread();
      request.setEntity(null);
    }
    trigger.submitResponse(response(answer, unread || connection.ending()));
  }

  private HttpAnswer answer(Call call) throws IOException {
    try {
      return answering.answer(call);
    } catch (SocketTimeoutException e) {
      return TOO_SLOW;
    }
  }

  private static String path(ClassicHttpRequest request) throws ProtocolException {
    try {
      return request.getUri().getPath();
    } catch (URISyntaxException e) {
      throw new ProtocolException("invalid request target", e);
    }
  }

  private static ClassicHttpResponse response(HttpAnswer answer, boolean last) {
    ClassicHttpResponse response = new BasicClassicHttpResponse(answer.status());
    answer.headers().forEach(response::setHeader);
    if (last) {
      response.setHeader(HttpHeaders.CONNECTION, HeaderElements.CLOSE);
    }
    if (!answer.text().isEmpty()) {
      response.setEntity(new StringEntity(answer.text(), ContentType.create("text/plain", UTF_8)));
    }
    return response;
  }

  /** A request; whoever opens its body tells a client that waits for a word to go on. */
  private static final class Call implements HttpCall {

    private final ClassicHttpRequest request;
    private final String path;
    private final ResponseTrigger trigger;
    private boolean opened;

    Call(ClassicHttpRequest request, String path, ResponseTrigger trigger) {
      this.request = request;
      this.path = path;
      this.trigger = trigger;
    }

    @Override
    public String method() {
      return request.getMethod();
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(request.getFirstHeader(name)).map(Header::getValue);
    }

    @Override
    public OptionalLong declaredLength() {
      long length = request.getEntity() == null ? 0 : request.getEntity().getContentLength();
      return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    @Override
    public InputStream body() throws IOException {
      opened = true;
      if (request.getEntity() == null) {
        return InputStream.nullInputStream();
      }
      if (request.containsHeader(HttpHeaders.EXPECT)) {
        goOn();
      }
      return request.getEntity().getContent();
    }

    private void goOn() throws IOException {
      try {
        trigger.sendInformation(new BasicClassicHttpResponse(HttpStatus.SC_CONTINUE));
      } catch (HttpException e) {
        throw new IOException(e);
      }
    }
  }
}
