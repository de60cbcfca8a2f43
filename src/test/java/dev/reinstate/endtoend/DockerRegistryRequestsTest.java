package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.registry.DockerRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same with CNCF distribution, which lists no digests: each missing image is asked for before,
 * each tag after, and a repository that it does not know is listed all the same.
 */
final class DockerRegistryRequestsTest {

  private static final int IMAGES = 10;

  /** Two layers and a config. */
  private static final int BLOBS = 3;

  /** One before and one after. */
  private static final int LISTINGS = 2;

  /** Which kind of registry it is. */
  private static final int KIND = 1;

  /** Each image before, and each tag after. */
  private static final int HEADS = 2 * IMAGES;

  /** Whether a repository that is unknown has blobs. */
  private static final int LOOK = 1;

  private final SampleImages samples = new SampleImages(29);
  private final List<SampleImage> images =
      Stream.generate(() -> samples.oci(40, 20)).limit(IMAGES).toList();

  @TempDir private Path directory;
  private DockerRegistry registry;
  private World world;

  @BeforeEach
  void promote() throws IOException {
    registry = DockerRegistry.start(Files.createDirectory(directory.resolve("registry")));
    world = world("staging.example/team", "us.example/prod");
    images.forEach(image -> world.put("staging.example/team/app", image));
  }

  @AfterEach
  void stop() throws IOException {
    if (registry != null) {
      registry.close();
    }
    if (world != null) {
      world.close();
    }
  }

  @Test
  void betweenHosts() {
    assertRequests(repair(world), betweenHosts(LISTINGS));
  }

  /** Then nobody knows any more whether somebody put a tag; one listing says so of all of them. */
  @Test
  void betweenHostsWithinMoreThanFiveSeconds() {
    AtomicBoolean passed = new AtomicBoolean();
    world
        .registry("staging.example")
        .latency()
        .set(
            target -> {
              if (target.endpoint() == Endpoint.BLOB && !passed.getAndSet(true)) {
                world.pass(Duration.ofSeconds(6));
              }
              return Duration.ZERO;
            });
    assertRequests(repair(world), betweenHosts(LISTINGS + 1));
  }

  private static Map<String, Integer> betweenHosts(int listings) {
    return Map.of(
        "GET",
        listings + KIND,
        "HEAD",
        HEADS + LOOK,
        "POST",
        BLOBS * IMAGES,
        "PUT",
        (1 + BLOBS) * IMAGES);
  }

  @Test
  void blobsAreThere() throws Exception {
    repair(world);
    for (SampleImage image : images) {
      delete("/v2/prod/app/manifests/" + image.digest());
    }
    assertRequests(repair(world), Map.of("GET", LISTINGS + KIND, "HEAD", HEADS, "PUT", IMAGES));
  }

  /** It knows a repository by its tags, also where there never were any. */
  @Test
  void blobsAreThereThoughItDoesNotKnowTheRepository() throws Exception {
    try (World untagged =
        world("staging.example/team", "us.example/prod", number -> new String[0])) {
      images.forEach(image -> untagged.put("staging.example/team/app", image));
      repair(untagged);
      for (SampleImage image : images) {
        delete("/v2/prod/app/manifests/" + image.digest());
      }
      assertRequests(
          repair(untagged), Map.of("GET", LISTINGS + KIND, "HEAD", HEADS + LOOK, "PUT", IMAGES));
    }
  }

  @Test
  void onOneHost() throws IOException {
    repair(world);
    try (World twin = world("us.example/prod", "us.example/twin")) {
      int source = 1 + IMAGES; // it is listed, and each image is fetched
      assertRequests(
          repair(twin),
          Map.of(
              "GET",
              LISTINGS + KIND + source,
              "HEAD",
              HEADS + LOOK,
              "POST",
              BLOBS * IMAGES,
              "PUT",
              IMAGES));
    }
  }

  private World world(String source, String destination) throws IOException {
    return world(source, destination, number -> new String[] {"v" + number});
  }

  private World world(String source, String destination, IntFunction<String[]> tags)
      throws IOException {
    World made =
        new World(
            Files.createTempDirectory(directory, "world"), EmbeddedRegistryOptions.defaults());
    made.rename("us.example", registry.host());
    ManifestFile manifest = made.manifest(source, destination);
    for (int i = 0; i < IMAGES; i++) {
      manifest.promote("app", images.get(i).digest(), tags.apply(i));
    }
    return made;
  }

  private static Run repair(World world) {
    return world.reconcile("--confirm", "--json", "--max-missing=100").endsWith(ExitCode.DONE);
  }

  private void assertRequests(Run run, Map<String, Integer> expected) {
    Map<String, Integer> requests =
        new ObjectMapper()
            .convertValue(
                run.json().at("/requests").path(registry.host()), new TypeReference<>() {});
    assertEquals(new TreeMap<>(expected), new TreeMap<>(requests));
  }

  private void delete(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + registry.host() + path)).DELETE().build();
      assertEquals(202, client.send(request, BodyHandlers.discarding()).statusCode(), path);
    }
  }
}
