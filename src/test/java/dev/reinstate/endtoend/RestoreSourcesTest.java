package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.RequestCounts;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a missing image's bytes come from, and what happens when a source is bad. */
final class RestoreSourcesTest {

  private final SampleImage image = new SampleImages(18).oci(400, 200);

  @TempDir private Path directory;
  private World world;
  private RegistryContents us;

  @BeforeEach
  void promoteAndTakeSnapshot() throws IOException {
    world =
        new World(directory, EmbeddedRegistryOptions.defaults().with(Feature.STRICT_REFERENCES));
    us = world.contents("us.example");
    world.registry("staging.example");
    world
        .manifest("staging.example/team", "us.example/prod", "us.example/twin", "eu.example/prod")
        .promote("app", image.digest(), "v1");
    for (String prefix :
        ImmutableList.of("us.example/prod", "us.example/twin", "eu.example/prod")) {
      world.put(prefix + "/app", image, "v1");
    }
    world.takeSnapshot().endsWith(ExitCode.DONE);
    resetCounts();
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void blobsThatAreStillThereAreNeitherReadNorSent() {
    us.deleteManifest("prod/app", image.digest());
    restore("us.example", "prod/app");
    assertEquals(0, world.registry("us.example").counts().of(Endpoint.UPLOADS));
    assertEquals(0, blobsRead());
  }

  @Test
  void onlyTheBlobsThatAreGoneAreSupplied() {
    us.deleteManifest("prod/app", image.digest());
    us.deleteBlob("prod/app", image.blobs().keySet().asList().getFirst());
    restore("us.example", "prod/app");
    assertEquals(1, world.registry("us.example").counts().of(Endpoint.UPLOADS));
  }

  @Test
  void theSameHostMountsAndNoBytePassesThroughUs() {
    world.delete("us.example/prod/app", image);
    restore("us.example", "prod/app");
    assertEquals(0, blobsRead());
    RequestCounts counts = world.registry("us.example").counts();
    assertEquals(image.blobs().size(), counts.of("POST", Endpoint.UPLOADS));
    assertEquals(0, counts.of("PUT", Endpoint.UPLOAD));
  }

  @Test
  void aBlobIsReadOnceAndSentOnceToAHostThatMounts() {
    world.wipe("us.example");
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    assertHeld("us.example", "prod/app");
    assertHeld("us.example", "twin/app");
    assertEquals(image.blobs().size(), blobsRead());
    assertEquals(
        image.blobs().size(), world.registry("us.example").counts().of("PUT", Endpoint.UPLOAD));
  }

  static Stream<Fault> badBlobs() {
    return Stream.of(
        new Fault.WrongBytes(),
        new Fault.TruncatedBody(),
        new Fault.WrongContentLength(-1),
        new Fault.Refusal(404, "BLOB_UNKNOWN"));
  }

  @ParameterizedTest
  @MethodSource("badBlobs")
  void aRegionWhoseBlobsAreBadGivesWayToTheSnapshot(Fault fault) {
    world.wipe("us.example");
    world
        .registry("eu.example")
        .faults()
        .always(target -> target.endpoint() == Endpoint.BLOB, fault);
    restore("us.example", "prod/app");
    long uploads = world.registry("us.example").counts().of("POST", Endpoint.UPLOADS);
    assertTrue(uploads <= 3L * image.blobs().size(), "begun again and again: " + uploads);
  }

  @Test
  void aRegionWhoseManifestIsForgedGivesWayToTheSnapshot() {
    world.delete("us.example/prod/app", image);
    world.delete("us.example/twin/app", image);
    world
        .registry("eu.example")
        .faults()
        .always(
            target ->
                target.endpoint() == Endpoint.MANIFEST
                    && target.method().equals("GET")
                    && target.reference().equals(image.digest().toString()),
            new Fault.WrongBytes());
    restore("us.example", "prod/app");
  }

  @Test
  void damagedBytesOfTheSnapshotAreNeverWritten() throws IOException {
    DescriptorDigest layer = Iterables.getLast(image.blobs().keySet());
    flipBit(world.snapshot().resolve("blobs/sha256").resolve(layer.getHash()));
    world.wipe("us.example");
    world.wipe("eu.example");
    Run run = world.reconcile("--confirm", "--json").endsWith(ExitCode.PARTIAL);
    assertTrue(run.plan().outcomes().stream().allMatch("failed"::equals), run.err());
    assertTrue(run.err().contains(layer.toString()), run.err());
    for (String host : ImmutableList.of("us.example", "eu.example")) {
      assertFalse(world.contents(host).manifest("prod/app", image.digest()).isPresent());
      assertFalse(world.contents(host).blob("prod/app", layer).isPresent());
    }
  }

  private void restore(String host, String path) {
    world.reconcile("--confirm", "--json").endsWith(ExitCode.DONE);
    assertHeld(host, path);
  }

  private void assertHeld(String host, String path) {
    RegistryContents contents = world.contents(host);
    assertEquals(Optional.of(image.digest()), contents.resolve(path, "v1"));
    image.blobs().keySet().forEach(blob -> assertTrue(contents.blob(path, blob).isPresent()));
  }

  private long blobsRead() {
    return world.registry("us.example").counts().of("GET", Endpoint.BLOB)
        + world.registry("eu.example").counts().of("GET", Endpoint.BLOB);
  }

  private void resetCounts() {
    world.registry("us.example").counts().reset();
    world.registry("eu.example").counts().reset();
  }

  private static void flipBit(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(file);
    Files.write(file, bytes);
  }
}
