package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that are listed and are not whole. */
final class ScrubCommandTest {

  private static final String US = "us.example/prod/app";
  private static final String EU = "eu.example/prod/app";

  private final SampleImages samples = new SampleImages(14);
  private final SampleImage single = samples.oci(2_000, 500);
  private final SampleImage list = samples.ociIndex(samples.oci(900), samples.oci(800));
  private final SampleImage signature = samples.cosignSignature(single);

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void promote() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    ManifestFile manifest =
        world.manifest("staging.example/team", "us.example/prod", "eu.example/prod");
    manifest.promote("app", single.digest(), "v1");
    manifest.promote("app", list.digest(), "v2");
    for (String repository : new String[] {"staging.example/team/app", US, EU}) {
      world.put(repository, single, "v1");
      world.put(repository, list, "v2");
    }
    world.put(US, signature, single.signatureTag());
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  /** How many manifests or blobs a registry has, each of which is needed. */
  private long held(String host, boolean manifests) {
    return world.contents(host).state().values().stream()
        .mapToLong(state -> manifests ? state.images().size() : state.blobs().size())
        .sum();
  }

  private DescriptorDigest blob(SampleImage image, int number) throws IOException {
    Manifest manifest =
        world.contents("staging.example").manifest("team/app", image.digest()).orElseThrow();
    return ManifestReferences.of(manifest).blobs().get(number).digest();
  }

  @Test
  void whatIsWholeIsProven() {
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.resetCounts();
    Run scrub = world.scrub().endsWith(ExitCode.DONE);
    assertTrue(scrub.out().contains("whole: 4 of 4 images proven"), scrub.out());
    assertTrue(scrub.out().endsWith("Nothing to heal.\n"), scrub.out());
    assertEquals(held("us.example", true) + held("eu.example", true), world.requests("GET"));
    assertEquals(held("us.example", false) + held("eu.example", false), world.requests("HEAD"));
    assertEquals(world.requests("GET") + world.requests("HEAD"), world.requests());

    world.pass(Duration.ofHours(52));
    Run dry = world.reconcile().endsWith(ExitCode.DONE);
    assertTrue(
        dry.out().contains("whole: 4 of 4 images proven, the oldest 2 d 4 h ago"), dry.out());
    assertTrue(dry.out().endsWith("Nothing to promote.\n"), dry.out());
    world.scrub("--requests=1", "--max-age=1d").endsWith(ExitCode.PARTIAL);
  }

  @Test
  void aLayerThatVanishedIsNamedAndHealed() throws IOException {
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.contents("us.example").deleteBlob("prod/app", blob(single, 1));
    world.reconcile().endsWith(ExitCode.DONE);

    Run dry = world.scrub().endsWith(ExitCode.DRIFT);
    assertTrue(dry.out().contains("blob-missing"), dry.out());
    assertTrue(dry.out().contains("v1"), dry.out());
    assertTrue(dry.out().contains("whole: 3 of 4 images proven"), dry.out());

    Run confirmed = world.scrub("--confirm").endsWith(ExitCode.DONE);
    assertTrue(confirmed.out().contains("whole: 4 of 4 images proven"), confirmed.out());
    world.scrub("--bytes").endsWith(ExitCode.DONE);
  }

  @Test
  void theSnapshotIsNoSourceOfWhatItLost() throws IOException {
    world.takeSnapshot().endsWith(ExitCode.DONE);
    DescriptorDigest layer = blob(single, 1);
    loseEverywhere(layer);
    assertTrue(world.scrub().endsWith(ExitCode.DRIFT).out().contains("from the snapshot"));
    Files.delete(world.snapshot().resolve("blobs/sha256").resolve(layer.getHash()));
    Run dry = world.scrub().endsWith(ExitCode.PARTIAL);
    assertTrue(dry.out().contains("lost"), dry.out());
  }

  private void loseEverywhere(DescriptorDigest layer) {
    for (String host : new String[] {"us.example", "eu.example"}) {
      world.contents(host).deleteBlob("prod/app", layer);
    }
    world.contents("staging.example").deleteBlob("team/app", layer);
  }

  @Test
  void withoutSourcesItIsLost() throws IOException {
    loseEverywhere(blob(single, 1));
    Run dry = world.run(withoutSnapshot("scrub"));
    assertEquals(ExitCode.PARTIAL, dry.code());
    assertTrue(dry.out().contains("lost"), dry.out());
    assertFalse(dry.out().contains("Nothing to heal"), dry.out());
  }

  private String[] withoutSnapshot(String command) {
    return Stream.concat(
            Stream.of(command),
            Arrays.stream(world.options()).filter(option -> !option.startsWith("--snapshot")))
        .toArray(String[]::new);
  }
}
