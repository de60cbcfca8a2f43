package dev.reinstate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.base.Splitter;
import com.google.common.base.StandardSystemProperty;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A {@code fake-gcs-server} process with one bucket in memory.
 *
 * <p>Source: https://github.com/fsouza/fake-gcs-server.
 */
public final class FakeGcsServer implements AutoCloseable {

  private static final String NAME = "fake-gcs-server";

  private final Process process;
  private final String host;
  private final String bucket;

  private FakeGcsServer(Process process, String host, String bucket) {
    this.process = process;
    this.host = host;
    this.bucket = bucket;
  }

  /** The binary on the search path, if the machine has it. */
  public static Optional<Path> binary() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    String separator = StandardSystemProperty.PATH_SEPARATOR.value();
    Stream<Path> folders =
        Splitter.on(separator).omitEmptyStrings().splitToStream(path).map(Path::of);
    return folders.map(folder -> folder.resolve(NAME)).filter(Files::isExecutable).findFirst();
  }

  public static FakeGcsServer start(Path binary, String bucket) throws IOException {
    int port = freePort();
    String host = "http://127.0.0.1:" + port;
    Process process =
        new ProcessBuilder(
                binary.toString(),
                "-backend=memory",
                "-scheme=http",
                "-host=127.0.0.1",
                "-port=" + port,
                "-external-url=" + host,
                "-log-level=info")
            .redirectErrorStream(true)
            .start();
    awaitStart(process);
    FakeGcsServer server = new FakeGcsServer(process, host, bucket);
    server.createBucket(bucket);
    return server;
  }

  public String host() {
    return host;
  }

  /** One more. */
  public void createBucket(String name) throws IOException {
    post("/storage/v1/b?project=test", "{\"name\":\"%s\"}".formatted(name).getBytes(UTF_8));
  }

  /** What only a human may do. */
  public void delete(String from, String object) throws IOException {
    URI uri = URI.create(host + "/storage/v1/b/" + from + "/o/" + URLEncoder.encode(object, UTF_8));
    send(HttpRequest.newBuilder(uri).DELETE().build());
  }

  /** Without a precondition, and no retention policy keeps it from replacing what is there. */
  void overwrite(String object, byte[] bytes) throws IOException {
    String name = URLEncoder.encode(object, UTF_8);
    post("/upload/storage/v1/b/" + bucket + "/o?uploadType=media&name=" + name, bytes);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private void post(String path, byte[] body) throws IOException {
    send(
        HttpRequest.newBuilder(URI.create(host + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }

  private static void send(HttpRequest request) throws IOException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      assertEquals(200, response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** It cannot be told to choose a port by itself and say which. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitStart(Process process) throws IOException {
    BufferedReader log = process.inputReader(UTF_8);
    StringBuilder before = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      if (line.contains("server started")) {
        Thread.ofPlatform().daemon().start(() -> drain(log));
        return;
      }
      before.append(line).append('\n');
    }
    throw new IOException(NAME + " did not start:\n" + before);
  }

  private static void drain(BufferedReader log) {
    try (log) {
      log.transferTo(Writer.nullWriter());
    } catch (IOException closed) {
      // The log ends with the process, which the test ends.
      return;
    }
  }
}
