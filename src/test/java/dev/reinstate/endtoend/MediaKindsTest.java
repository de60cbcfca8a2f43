package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Sets;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Source;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryState;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of image travels byte for byte: to another host, and back from the snapshot. */
final class MediaKindsTest {

  private static final int FOREIGN_SEED = 99;
  private static final String[] ALL = {"--confirm", "--json", "--max-missing=100"};

  private final SampleImages samples = new SampleImages(14);
  private final SampleImage docker = samples.docker(400, 200);
  private final SampleImage oci = samples.oci(400, 200);
  private final SampleImage inner = samples.ociIndex(samples.oci(100), samples.zstd(100));
  private final SampleImage foreign = new SampleImages(FOREIGN_SEED).foreignLayer(300, 100);
  private final ImmutableMap<String, SampleImage> promoted =
      ImmutableMap.<String, SampleImage>builder()
          .put("docker", docker)
          .put("oci", oci)
          .put("list", samples.dockerList(samples.docker(100), samples.docker(100)))
          .put("nested", samples.ociIndex(inner, samples.oci(100)))
          .put("chart", samples.helmChart(500))
          .put("schema1", samples.signedSchema1("prod/schema1", "v1", 200, 100))
          .put("zstd", samples.zstd(300))
          .put("foreign", foreign)
          .buildOrThrow();
  private final SampleImage signature = samples.cosignSignature(oci);
  private final SampleImage referrer = samples.referrer(docker, "application/spdx+json", 400);

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void promoteToTwoHostsAndTakeSnapshot() throws IOException {
    world =
        new World(directory, EmbeddedRegistryOptions.defaults().with(Feature.STRICT_REFERENCES));
    world.registry("staging.example");
    ManifestFile manifest =
        world.manifest("staging.example/team", "us.example/prod", "eu.example/prod");
    for (Map.Entry<String, SampleImage> each : promoted.entrySet()) {
      manifest.promote(each.getKey(), each.getValue().digest(), "v1");
    }
    for (String host : new String[] {"us.example", "eu.example"}) {
      promoted.forEach((name, image) -> world.put(host + "/prod/" + name, image, "v1"));
      world.put(host + "/prod/oci", signature, oci.signatureTag());
      world.put(host + "/prod/docker", referrer);
    }
    world.takeSnapshot().endsWith(ExitCode.DONE);
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void travelsFromAHealthyRegion() {
    var before = world.contents("eu.example").state();
    world.wipe("eu.example");
    Run run = world.reconcile(ALL).endsWith(ExitCode.DONE);
    assertEquals(Set.of(Source.Kind.MIRROR), sources(run));
    assertSameBytes(before, "eu.example");
  }

  @Test
  void comesBackFromTheSnapshotAlone() {
    var before = world.contents("us.example").state();
    world.wipe("us.example");
    world.wipe("eu.example");
    Run run = world.reconcile(ALL).endsWith(ExitCode.DONE);
    assertEquals(Set.of(Source.Kind.SNAPSHOT), sources(run));
    assertSameBytes(before, "us.example");
    assertSameBytes(before, "eu.example");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aForeignLayerIsCopiedOnRequest(boolean intoKnownRepository) throws IOException {
    DescriptorDigest layer = foreignLayer();
    world.contents("us.example").putBlob("prod/foreign", layer, foreignBytes(layer));
    world.wipe("eu.example");
    if (intoKnownRepository) {
      world.put("eu.example/prod/foreign", samples.oci(10));
    }
    world.reconcile(ALL).endsWith(ExitCode.DONE);
    assertFalse(world.contents("eu.example").blob("prod/foreign", layer).isPresent());

    world.delete("eu.example/prod/foreign", foreign);
    world.reconcile("--confirm", "--allow-nondistributable-artifacts").endsWith(ExitCode.DONE);
    assertArrayEquals(
        foreignBytes(layer),
        world.contents("eu.example").blob("prod/foreign", layer).orElseThrow());
  }

  /** Images, tags and blobs are the same, and each has the bytes it was generated with. */
  private void assertSameBytes(Map<String, RepositoryState> before, String host) {
    RegistryContents contents = world.contents(host);
    assertEquals(before, contents.state());
    promoted.forEach((name, image) -> assertSameBytes(contents, "prod/" + name, image));
    assertSameBytes(contents, "prod/oci", signature);
    assertSameBytes(contents, "prod/docker", referrer);
  }

  private static void assertSameBytes(RegistryContents contents, String path, SampleImage image) {
    assertEquals(image.manifest(), contents.manifest(path, image.digest()).orElseThrow());
    image
        .blobs()
        .forEach(
            (digest, bytes) ->
                assertArrayEquals(bytes, contents.blob(path, digest).orElseThrow(), path));
    image.children().forEach(child -> assertSameBytes(contents, path, child));
  }

  private static Set<Source.Kind> sources(Run run) {
    assertTrue(run.plan().outcomes().stream().allMatch("done"::equals), run.err());
    return run.plan().actions().stream()
        .map(action -> ((Action.RestoreImage) action).sources().getFirst().kind())
        .collect(Collectors.toSet());
  }

  /** The layer that the image declares and does not bring along. */
  private DescriptorDigest foreignLayer() throws IOException {
    Set<DescriptorDigest> declared =
        ManifestReferences.of(foreign.manifest()).blobs().stream()
            .map(blob -> blob.digest())
            .collect(Collectors.toSet());
    return Iterables.getOnlyElement(Sets.difference(declared, foreign.blobs().keySet()));
  }

  /** The same seed makes the same layer, as an ordinary one. */
  private static byte[] foreignBytes(DescriptorDigest layer) {
    return new SampleImages(FOREIGN_SEED).docker(300).blobs().get(layer);
  }
}
