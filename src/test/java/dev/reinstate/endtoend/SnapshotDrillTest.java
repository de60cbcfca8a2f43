package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.Digests;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code snapshot drill}, and that {@code --include} reads nothing else. */
final class SnapshotDrillTest {

  private static final String APP = "us.example/prod/app";
  private static final String LIB = "us.example/prod/lib";

  private final SampleImages samples = new SampleImages(33);
  private final SampleImage image = samples.oci(200, 300);
  private final SampleImage index =
      samples.ociIndex(samples.oci(400), samples.docker(100), samples.zstd(70));

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void takeSnapshotAndLoseEverything() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.registry("staging.example");
    world.manifest("staging.example/team", "us.example/prod");
    world.put(APP, image, "v1", "edge");
    world.put(LIB, index, "v2");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.wipe("us.example");
    world.wipe("staging.example");
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void aSoundSnapshotIsRestoredAndReadBackFromTheEmbeddedRegistry() {
    String out = drill().endsWith(ExitCode.DONE).out();
    assertTrue(
        out.startsWith("Drill from snapshot 2026-11-24T02-00-00Z: 2 of 2 images restored in"));
    assertTrue(out.contains(", 0 failed\nAt this rate all of it takes about "), out);
  }

  @Test
  void aScratchRegistryGetsEveryRepositoryBelowItsHostsName() {
    drill("--target=" + world.registry("scratch.example").host() + "/drill/7")
        .endsWith(ExitCode.DONE);
    var restored = world.contents("scratch.example").state();
    assertEquals(ImmutableSet.of("drill/7/" + APP, "drill/7/" + LIB), restored.keySet());
    var contents = world.contents("scratch.example");
    for (String tag : ImmutableList.of("v1", "edge")) {
      assertEquals(image.digest(), contents.resolve("drill/7/" + APP, tag).orElseThrow());
    }
    assertEquals(index.digest(), contents.resolve("drill/7/" + LIB, "v2").orElseThrow());
    assertEquals(4, restored.get("drill/7/" + LIB).images().size(), "an index and its children");
    assertEquals(
        0,
        world.contents("us.example").state().values().stream()
            .mapToLong(held -> held.images().size())
            .sum(),
        "nothing goes where it came from");
  }

  @Test
  void aSampleIsRestoredAndAllOfItIsEstimated() {
    String out = drill("--sample=1").endsWith(ExitCode.DONE).out();
    assertTrue(out.contains(": 1 of 2 images restored in"), out);
  }

  @Test
  void aMissingBlobFailsItsImageAndNoOther() throws IOException {
    Files.delete(blob(aBlobOf(image)));
    String out = drill().endsWith(ExitCode.PARTIAL).out();
    assertTrue(out.startsWith("! "), out);
    assertTrue(out.contains(APP + " sha256:"), out);
    assertTrue(out.contains(aBlobOf(image).getHash()), out);
    assertTrue(out.contains(": 1 of 2 images restored in"), out);
  }

  @Test
  void aFlippedBitFailsTheDrill() throws IOException {
    Path file = blob(aBlobOf(index.children().get(0)));
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.delete(file);
    Files.write(file, bytes);
    String out = drill().endsWith(ExitCode.PARTIAL).out();
    assertTrue(out.contains(LIB), out);
    assertTrue(out.contains(": 1 of 2 images restored in"), out);
  }

  @Test
  void whatIsNotIncludedIsNotRead() throws IOException {
    Files.delete(blob(indexOf("lib")));
    Files.delete(blob(aBlobOf(index.children().get(0))));
    drill("--include=" + APP).endsWith(ExitCode.DONE);
    export("--include=" + APP).endsWith(ExitCode.DONE);
    world.reconcile("--include=" + APP).endsWith(ExitCode.DONE);

    Run everything = drill().endsWith(ExitCode.PARTIAL);
    assertTrue(everything.out().contains(indexOf("lib").toString()), everything.out());
  }

  private Run drill(String... more) {
    return snapshot("drill", more);
  }

  private Run export(String... more) {
    return snapshot(
        "export",
        ImmutableList.<String>builder()
            .add(more)
            .add(directory.resolve("layout").toString())
            .build()
            .toArray(String[]::new));
  }

  private Run snapshot(String command, String... more) {
    return world.run(
        ImmutableList.<String>builder()
            .add("snapshot", command, "--snapshot=" + world.snapshot())
            .add(more)
            .build()
            .toArray(String[]::new));
  }

  private static DescriptorDigest aBlobOf(SampleImage image) {
    return image.blobs().keySet().asList().getFirst();
  }

  /** Where the snapshot keeps the state of a repository. */
  private DescriptorDigest indexOf(String repository) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Path root = world.snapshot().resolve("snapshots/2026-11-24T02-00-00Z.json");
    String tree = json.readTree(root.toFile()).at("/trees/us.example~1prod/digest").asText();
    String document = Files.readString(blob(Digests.parse(tree)), UTF_8);
    return Digests.parse(
        json.readTree(document).findValue(repository).findValue("digest").asText());
  }

  private Path blob(DescriptorDigest digest) {
    return world.snapshot().resolve("blobs/sha256").resolve(digest.getHash());
  }
}
