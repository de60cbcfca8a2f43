package dev.reinstate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;

/** Pushes messages to a loopback port as Pub/Sub does. */
public final class Pushes implements AutoCloseable {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI root;

  public Pushes(int port) {
    this.root = URI.create("http://127.0.0.1:" + port);
  }

  /** The envelope of a message. */
  public static String envelope(String messageId, String data) {
    return """
        {"message": {"data": "%s", "attributes": {}, "messageId": "%s", "message_id": "%s",
          "publishTime": "2026-11-23T02:00:00.123Z", "publish_time": "2026-11-23T02:00:00.123Z"},
         "subscription": "projects/p/subscriptions/auditor"}
        """
        .formatted(Base64.getEncoder().encodeToString(data.getBytes(UTF_8)), messageId, messageId);
  }

  /** The status of the answer to a message. */
  public int push(String messageId, String data) {
    return post(envelope(messageId, data)).statusCode();
  }

  public HttpResponse<String> post(String body, String... headers) {
    return send(request("/", headers).POST(BodyPublishers.ofString(body)).build());
  }

  /** The status of the answer to a body that may be anything. */
  public int post(byte[] body) {
    return send(request("/").POST(BodyPublishers.ofByteArray(body)).build()).statusCode();
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).build());
  }

  HttpResponse<String> send(String method, String path) {
    return send(request(path).method(method, BodyPublishers.noBody()).build());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(root.resolve(path)).timeout(Duration.ofSeconds(30));
    return headers.length > 0 ? request.headers(headers) : request;
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
