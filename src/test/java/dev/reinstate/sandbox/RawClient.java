package dev.reinstate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reinstate.sandbox.tls.SharedAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Speaks to a registry without knowing anything about registries. */
public final class RawClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .sslContext(SharedAuthority.client())
          .build();
  private final URI root;

  public RawClient(EmbeddedRegistry registry) {
    this.root = URI.create(registry.origin());
  }

  public HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    return send("GET", path, new byte[0], headers);
  }

  public HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(root.resolve(path))
            .timeout(Duration.ofSeconds(10))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  public static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    return JSON.readTree(response.body());
  }

  public static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The code of the first error in the body. */
  public static String error(HttpResponse<byte[]> response) throws IOException {
    return json(response).path("errors").path(0).path("code").asText();
  }

  /** A connection to speak on without any HTTP library. */
  public static Socket connect(EmbeddedRegistry registry) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(registry));
    socket.setSoTimeout(10_000);
    return socket;
  }

  public static int port(EmbeddedRegistry registry) {
    return URI.create(registry.origin()).getPort();
  }

  @Override
  public void close() {
    http.close();
  }
}
