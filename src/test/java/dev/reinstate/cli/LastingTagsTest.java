package dev.reinstate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.sandbox.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.Feature;
import dev.reinstate.sandbox.Listing;
import dev.reinstate.sandbox.SampleImage;
import dev.reinstate.sandbox.SampleImages;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that was deleted is missed although its tag still answers. */
final class LastingTagsTest {

  private static final String US = "us.example";
  private static final String STAGING = "staging.example";

  private static final Pattern SERVING = Pattern.compile("serving on port (?<port>\\d+)");

  private final SampleImage image = new SampleImages(37).oci(40, 20);

  @TempDir private Path directory;
  private World world;

  @AfterEach
  void stop() throws IOException {
    if (world != null) {
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
    Assumptions.assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "crane"))),
        "crane is not installed");
    Process crane =
        new ProcessBuilder("crane", "registry", "serve", "--address=127.0.0.1:0")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    try {
      String host = "127.0.0.1:" + port(crane);
      start();
      world.rename(US, host);
      world.reconcile("--confirm", "--max-missing=100").endsWith(ExitCode.DONE);
      URI manifest = URI.create("http://" + host + "/v2/prod/app/manifests/" + image.digest());
      assertEquals(202, status("DELETE", manifest));
      assertEquals(200, status("HEAD", manifest.resolve("v1")));
      assertEquals(404, status("GET", manifest));

      assertComesBack();
      assertEquals(200, status("GET", manifest));
    } finally {
      crane.destroy();
      crane.waitFor();
    }
  }

  private String port(Process crane) throws IOException {
    try (BufferedReader log =
        Files.newBufferedReader(directory.resolve("log"), StandardCharsets.UTF_8)) {
      while (crane.isAlive()) {
        String line = log.readLine();
        Matcher serving = SERVING.matcher(line == null ? "" : line);
        if (serving.find()) {
          return serving.group("port");
        }
        Thread.onSpinWait();
      }
    }
    throw new IOException("crane did not start");
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
            EmbeddedRegistryOptions.defaults().withListing(Listing.OCI).with(Feature.LASTING_TAGS));
    world.put(STAGING + "/team/app", image);
    world.manifest(STAGING + "/team", US + "/prod").promote("app", image.digest(), "v1");
  }
}
