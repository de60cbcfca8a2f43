package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.reinstate.registry.Installed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Assumptions;

/**
 * Kubernetes' own control plane on loopback, with a node that runs pods as processes: {@code
 * src/test/go/cluster}, on machines where somebody has built it.
 */
final class Cluster implements AutoCloseable {

  private static final String NAME = "reinstate-cluster";
  private static final String READY = "ready ";
  private static final ImmutableSet<String> INHERITED = ImmutableSet.of("PATH", "HOME");
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final HttpClient client;
  private final URI server;
  private final String token;

  private Cluster(Process process, URI server, Path directory)
      throws IOException, GeneralSecurityException {
    this.process = process;
    this.server = server;
    this.token = Files.readString(directory.resolve("token"));
    this.client = HttpClient.newBuilder().sslContext(trusting(directory.resolve("ca.crt"))).build();
  }

  /** On the {@code PATH} or where Go installs programs; skips the test on a machine without it. */
  static Path binary() {
    Optional<Path> found =
        Installed.program(NAME)
            .or(
                () ->
                    Optional.of(Path.of(System.getProperty("user.home"), "go", "bin", NAME))
                        .filter(Files::isExecutable));
    Assumptions.assumeTrue(found.isPresent(), NAME + " is not installed");
    return found.orElseThrow();
  }

  /**
   * Starts it.
   *
   * @param directory where everything of it is kept
   * @param images programs by the images that they stand for
   * @param environment what pods see besides their own variables, {@code PATH} and {@code HOME}
   */
  static Cluster start(
      Path binary, Path directory, Map<String, Path> images, Map<String, String> environment)
      throws IOException, GeneralSecurityException {
    Files.createDirectories(directory);
    List<String> command = new ArrayList<>(List.of(binary.toString(), "--directory=" + directory));
    images.forEach((image, program) -> command.add("--image=" + image + "=" + program));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(INHERITED);
    builder.environment().putAll(environment);
    Process process = builder.redirectError(directory.resolve("stderr.txt").toFile()).start();
    BufferedReader said = process.inputReader(UTF_8);
    String line = said.readLine();
    if (line == null || !line.startsWith(READY)) {
      process.destroyForcibly();
      throw new IOException(
          NAME + " did not start: " + Files.readString(directory.resolve("stderr.txt")));
    }
    return new Cluster(process, URI.create(line.substring(READY.length())), directory);
  }

  private static SSLContext trusting(Path certificates)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(certificates)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("" + trusted.size(), each);
      }
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /** Creates an object of a collection, and returns it as it is kept. */
  @CanIgnoreReturnValue
  JsonNode create(String collection, JsonNode object) throws IOException, InterruptedException {
    HttpRequest request =
        request(collection)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(object.toString()))
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    assertTrue(response.statusCode() / 100 == 2, () -> collection + ": " + response.body());
    return JSON.readTree(response.body());
  }

  /** All objects of a collection. */
  List<JsonNode> list(String collection) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request(collection).build(), BodyHandlers.ofString());
    assertTrue(response.statusCode() == 200, () -> collection + ": " + response.body());
    List<JsonNode> items = new ArrayList<>();
    JSON.readTree(response.body()).path("items").forEach(items::add);
    return items;
  }

  /** Watches a collection until an object of it is as wanted. */
  @CanIgnoreReturnValue
  JsonNode await(String collection, Predicate<JsonNode> wanted)
      throws IOException, InterruptedException {
    while (true) {
      HttpRequest watch = request(collection + "?watch=true&timeoutSeconds=30").build();
      try (Stream<String> events = client.send(watch, BodyHandlers.ofLines()).body()) {
        for (Iterator<String> each = events.iterator(); each.hasNext(); ) {
          JsonNode object = JSON.readTree(each.next()).path("object");
          if (wanted.test(object)) {
            return object;
          }
        }
      }
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + token);
  }

  /** Ends it with everything that it runs. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
    client.shutdownNow();
  }
}
