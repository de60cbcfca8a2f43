package dev.reinstate.endtoend;

import com.google.common.collect.ImmutableList;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two images, promoted from one staging registry to two hosts. */
abstract class TwoImagesOnTwoHosts {

  final SampleImages samples = new SampleImages(13);
  final SampleImage app = samples.oci(100);
  final SampleImage lib = samples.docker(100);

  @TempDir Path directory;
  World world;
  ManifestFile manifest;

  @BeforeEach
  void promote() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    manifest = world.manifest("staging.example/team", "us.example/prod", "eu.example/prod");
    manifest.promote("app", app.digest(), "v1");
    manifest.promote("lib", lib.digest(), "v2");
    world.put("staging.example/team/app", app);
    world.put("staging.example/team/lib", lib);
    for (String host : ImmutableList.of("us.example", "eu.example")) {
      world.put(host + "/prod/app", app, "v1");
      world.put(host + "/prod/lib", lib, "v2");
    }
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }
}
