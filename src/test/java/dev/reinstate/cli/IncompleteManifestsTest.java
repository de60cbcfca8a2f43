package dev.reinstate.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.sandbox.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.SampleImage;
import dev.reinstate.sandbox.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that takes manifests without what they refer to, as the specification lets it. */
class IncompleteManifestsTest {

  private static final String HOST = "us.example";
  private static final String PATH = "prod/app";

  private final SampleImages samples = new SampleImages(11);
  private final List<SampleImage> images =
      Stream.generate(() -> samples.oci(30)).limit(40).toList();

  @TempDir private Path directory;

  @Test
  void everyImageIsWholeHoweverManyCameWithTheirBlobsInPlace() throws IOException {
    try (World world = new World(directory, EmbeddedRegistryOptions.defaults())) {
      ManifestFile manifest = world.manifest("staging.example/team", HOST + "/prod");
      for (int i = 0; i < images.size(); i++) {
        SampleImage image = images.get(i);
        manifest.promote("app", image.digest(), "v" + i);
        world.put("staging.example/team/app", image);
        world.put(HOST + "/" + PATH, image);
        if (i % 4 == 3) {
          world.contents(HOST).deleteBlobsOf(PATH, image.digest());
        }
        world.contents(HOST).deleteManifest(PATH, image.digest());
      }
      world.reconcile("--confirm", "--max-missing=100").endsWith(ExitCode.DONE);
      for (SampleImage image : images) {
        assertTrue(world.contents(HOST).manifest(PATH, image.digest()).isPresent());
        image
            .blobs()
            .keySet()
            .forEach(blob -> assertTrue(world.contents(HOST).blob(PATH, blob).isPresent()));
      }
    }
  }
}
