package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.registry.CraneRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that was deleted is missed although its tag still answers. */
final class LastingTagsTest {

  private static final String US = "us.example";
  private static final String STAGING = "staging.example";

  private final SampleImage image = new SampleImages(37).oci(40, 20);

  @TempDir private Path directory;
  private World world;

  @AfterEach
  void stop() throws IOException {
    if (world != null) { // a test that lacks its tool begins none
      world.close();
    }
  }

  @Test
  void theImageComesBack() throws IOException {
    promote();
    world.contents(US).deleteManifest("prod/app", image.digest());
    assertTrue(world.contents(US).resolve("prod/app", "v1").isPresent());

    assertComesBack();
    assertEquals(
        Optional.of(image.manifest()), world.contents(US).manifest("prod/app", image.digest()));
  }

  @Test
  void aSnapshotTakenMeanwhileForgetsNothing() throws IOException {
    promote();
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.contents(US).deleteManifest("prod/app", image.digest());
    world.contents(STAGING).deleteManifest("team/app", image.digest());
    world.takeSnapshot().endsWith(ExitCode.DONE);

    assertComesBack();
  }

  /** Nobody can fetch it any more, so no snapshot can name it. */
  @Test
  void aTagThatOnlyEverOutlivedItsImageIsNotRecorded() throws IOException {
    promote();
    SampleImage stray = new SampleImages(38).oci(40, 20);
    world.put(US + "/prod/app", stray, "stray");
    world.contents(US).deleteManifest("prod/app", stray.digest());

    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.takeSnapshot().endsWith(ExitCode.DONE);
  }

  @Test
  void theRegistryOfGoContainerregistryDoesSo() throws Exception {
    try (CraneRegistry crane = CraneRegistry.start(directory)) {
      String host = crane.host();
      start();
      world.rename(US, host);
      world.reconcile("--confirm", "--max-missing=100").endsWith(ExitCode.DONE);
      URI manifest = URI.create("http://" + host + "/v2/prod/app/manifests/" + image.digest());
      assertEquals(202, status("DELETE", manifest));
      assertEquals(200, status("HEAD", manifest.resolve("v1")));
      assertEquals(404, status("GET", manifest));

      assertComesBack();
      assertEquals(200, status("GET", manifest));
    }
  }

  private static int status(String method, URI uri) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private void assertComesBack() {
    assertEquals(1, world.reconcile("--json").endsWith(ExitCode.DONE).plan().actions().size());
    world.reconcile("--confirm", "--max-missing=100").endsWith(ExitCode.DONE);
    assertEquals(0, world.reconcile("--json").endsWith(ExitCode.DONE).plan().actions().size());
  }

  private void promote() throws IOException {
    start();
    world.put(US + "/prod/app", image, "v1");
  }

  private void start() throws IOException {
    world =
        new World(
            directory,
            EmbeddedRegistryOptions.defaults()
                .withListing(ListingStyle.OCI)
                .with(Feature.LASTING_TAGS));
    world.put(STAGING + "/team/app", image);
    world.manifest(STAGING + "/team", US + "/prod").promote("app", image.digest(), "v1");
  }
}
