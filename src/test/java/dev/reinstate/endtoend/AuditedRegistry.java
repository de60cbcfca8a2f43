package dev.reinstate.endtoend;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.registry.DockerRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A production registry under a name that manifests use, and what strangers do to it over HTTP. It
 * says nothing of that to anybody; a test publishes the events.
 */
final class AuditedRegistry implements AutoCloseable {

  /** Which registry it is. */
  enum Kind {
    EMBEDDED,
    DOCKER
  }

  private static final String ANY_MANIFEST =
      "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json,"
          + " application/vnd.docker.distribution.manifest.list.v2+json,"
          + " application/vnd.docker.distribution.manifest.v2+json";

  private final HttpClient http = HttpClient.newHttpClient();
  private final String name;
  private final String host;
  private final Path directory;
  private final Optional<DockerRegistry> docker;
  private int pushes;

  private AuditedRegistry(
      String name, String host, Path directory, Optional<DockerRegistry> docker) {
    this.name = name;
    this.host = host;
    this.directory = directory;
    this.docker = docker;
  }

  /** Skips the test where docker-registry is asked for and not installed. */
  static AuditedRegistry start(Kind kind, String name, World world, Path directory)
      throws IOException {
    Path own = Files.createDirectory(directory.resolve("registry-" + name));
    if (kind == Kind.EMBEDDED) {
      return new AuditedRegistry(name, world.registry(name).host(), own, Optional.empty());
    }
    DockerRegistry docker = DockerRegistry.start(own);
    world.rename(name, docker.host());
    return new AuditedRegistry(name, docker.host(), own, Optional.of(docker));
  }

  /** Somebody pushes an image, past all manifests. */
  void push(String path, SampleImage image, String tag) throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("push-" + pushes++));
    int slash = path.lastIndexOf('/');
    try (World stranger = new World(elsewhere, EmbeddedRegistryOptions.defaults())) {
      stranger.rename(name, host);
      stranger.put("elsewhere.example/x/" + path.substring(slash + 1), image);
      stranger
          .manifest("elsewhere.example/x", name + "/" + path.substring(0, slash))
          .promote(path.substring(slash + 1), image.digest(), tag);
      stranger.reconcile("--confirm").endsWith(ExitCode.DONE);
    }
  }

  /** Somebody deletes an image. */
  void delete(String path, DescriptorDigest image) throws Exception {
    int status = send("DELETE", path, image.toString()).statusCode();
    if (status != 202) {
      throw new AssertionError("DELETE is answered " + status);
    }
  }

  /** Where a tag points; empty when it is not there. */
  Optional<String> resolve(String path, String tag) throws Exception {
    HttpResponse<String> answer = send("GET", path, tag);
    return answer.statusCode() == 200
        ? answer.headers().firstValue("Docker-Content-Digest")
        : Optional.empty();
  }

  private HttpResponse<String> send(String method, String path, String reference)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + host + "/v2/" + path + "/manifests/" + reference);
    return http.send(
        HttpRequest.newBuilder(uri)
            .header("Accept", ANY_MANIFEST)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    docker.ifPresent(DockerRegistry::close);
    http.close();
  }
}
