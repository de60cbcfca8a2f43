package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole commands over Artifact Registry's inventory. */
final class InventoryRunTest {

  private static final String HOST = "us-docker.pkg.dev";
  private static final String PREFIX = HOST + "/prod/images";
  private static final int IMAGES = 30;

  private final SampleImages samples = new SampleImages(23);
  @TempDir private Path directory;
  private World world;
  private EmbeddedRegistry registry;
  private ManifestFile manifest;
  private SampleImage first;

  @BeforeEach
  void promote() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults().with(Feature.IMAGE_INVENTORY));
    registry = world.registry(HOST);
    world.rename("artifactregistry.googleapis.com", registry.host());
    manifest = world.manifest("staging.example/team", PREFIX);
    world.registry("staging.example");
    first = samples.docker(30);
    for (int i = 0; i < IMAGES; i++) {
      SampleImage image = i == 0 ? first : samples.docker(30);
      manifest.promote("app-" + i, image.digest(), "v1");
      world.put("staging.example/team/app-" + i, image);
      world.put(PREFIX + "/app-" + i, image, "v1");
    }
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void healthyRegistryCostsOneRequest() {
    Run run = world.reconcile().endsWith(ExitCode.DONE);
    assertTrue(run.out().contains("Nothing to promote."), run.out());
    assertEquals(1, world.requests());
  }

  @Test
  void refusalIsSaidOnceAndCostsNothingElse() {
    registry
        .faults()
        .always(
            target -> target.endpoint() == Endpoint.DOCKER_IMAGES,
            new Fault.Refusal(403, "DENIED", ImmutableMap.of()));
    Run run = world.reconcile().endsWith(ExitCode.DONE);
    assertTrue(run.out().contains("Nothing to promote."), run.out());
    assertEquals(1, run.err().lines().filter(line -> line.contains("inventory")).count());
    assertTrue(run.err().contains("roles/artifactregistry.reader"), run.err());
  }

  @Test
  void damageIsFoundAndMended() {
    world.delete(PREFIX + "/app-0", first);
    registry.contents().tag("prod/images/app-1", "stranger", digestOf("app-1"));
    registry.contents().untag("prod/images/app-2", "v1");
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    registry.counts().reset();
    Run run = world.reconcile().endsWith(ExitCode.DONE);
    assertTrue(run.out().contains("Nothing to promote."), run.out());
    assertEquals(1, registry.counts().total());
  }

  @Test
  void snapshotSeesWhatNoManifestNames() {
    world.put(PREFIX + "/deep/below/unknown", samples.docker(30), "v9");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    assertEquals(0, registry.counts().of(Endpoint.TAGS));
    assertEquals(1, registry.counts().of(Endpoint.DOCKER_IMAGES));

    registry.contents().untag("prod/images/deep/below/unknown", "v9");
    Run run = world.reconcile();
    assertTrue(run.out().contains("deep/below/unknown"), run.out());
  }

  private DescriptorDigest digestOf(String name) {
    return registry.contents().resolve("prod/images/" + name, "v1").orElseThrow();
  }
}
