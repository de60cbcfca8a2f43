package dev.reinstate.apply.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.apply.Outcome;
import dev.reinstate.apply.SnapshotBlobs;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Probed;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Source;
import dev.reinstate.registry.DockerRegistry;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CNCF distribution, whose repositories share one store of blobs and which takes whatever is there
 * for right.
 */
final class DockerRegistryHealingTest {

  private static final SnapshotBlobs NO_SNAPSHOT =
      digest -> {
        throw new NoSuchFileException(digest.toString(), null, "no snapshot");
      };

  private final SampleImage image = new SampleImages(15).oci(3000, 2000);
  private final ReadingProbe probe = new ReadingProbe();

  @TempDir private Path directory;
  private EmbeddedRegistry eu;
  private DockerRegistry us;
  private Repository app;
  private Repository twin;
  private Source mirror;
  private Descriptor layer;

  @BeforeEach
  void promote() throws IOException {
    us = DockerRegistry.start(directory);
    eu = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
    eu.contents().put("prod/app", image, "v1");
    app = new Repository(us.host(), "prod/app");
    twin = new Repository(us.host(), "prod/twin");
    mirror = new Source.Live(Source.Kind.MIRROR, new Repository(eu.host(), "prod/app"));
    layer = Healing.layer(image);
    heal(
            Healing.image(app, image, ActionReason.IMAGE_MISSING, mirror),
            Healing.image(twin, image, ActionReason.IMAGE_MISSING, mirror))
        .forEach(outcome -> assertInstanceOf(Outcome.Done.class, outcome));
    eu.counts().reset();
  }

  @AfterEach
  void stop() throws IOException {
    if (eu != null) {
      us.close();
      eu.close();
    }
  }

  @Test
  void oneBlobHealsAllRepositoriesOfTheHost() throws IOException {
    Files.delete(data(layer.digest()));
    ImmutableList<Outcome> outcomes =
        heal(blob(app, ActionReason.BLOB_MISSING), blob(twin, ActionReason.BLOB_MISSING));
    outcomes.forEach(outcome -> assertInstanceOf(Outcome.Done.class, outcome));
    assertEquals(
        1,
        outcomes.stream()
            .filter(it -> it.detail().equals("it was whole when it was looked at again"))
            .count());
    assertInstanceOf(Probed.Whole.class, probe.bytes(app, layer));
    assertInstanceOf(Probed.Whole.class, probe.bytes(twin, layer));
    assertEquals(1, eu.counts().of("GET", Endpoint.BLOB));
  }

  @Test
  void aRottenBlobIsKeptAndTheRegistryIsNamed() throws IOException {
    rot(layer.digest());
    Outcome outcome = Iterables.getOnlyElement(heal(blob(app, ActionReason.BLOB_DAMAGED)));
    String why = assertInstanceOf(Outcome.Failed.class, outcome).detail();
    assertTrue(why.startsWith(us.host() + " accepted the blob and still gives"), why);
    Files.delete(data(layer.digest()));
    assertInstanceOf(
        Outcome.Done.class,
        Iterables.getOnlyElement(heal(blob(app, ActionReason.BLOB_DAMAGED))),
        "its operator did as told");
    assertInstanceOf(Probed.Whole.class, probe.bytes(app, layer));
  }

  @Test
  void aMissingManifestComesBack() throws IOException {
    Files.delete(data(image.digest()));
    assertInstanceOf(
        Outcome.Done.class,
        Iterables.getOnlyElement(
            heal(Healing.image(app, image, ActionReason.IMAGE_MISSING, mirror))));
    assertInstanceOf(Probed.Whole.class, probe.manifest(app, image.digest()));
  }

  @Test
  void aRottenManifestIsNeverTakenForHealed() throws IOException {
    rot(image.digest());
    Outcome outcome =
        Iterables.getOnlyElement(
            heal(Healing.image(app, image, ActionReason.MANIFEST_DAMAGED, mirror)));
    assertEquals(
        probe.manifest(app, image.digest()) instanceof Probed.Whole<?>,
        outcome instanceof Outcome.Done,
        outcome.detail());
  }

  private ImmutableList<Outcome> heal(Action... actions) throws IOException {
    return Healing.apply(directory, NO_SNAPSHOT, /* byBytes= */ false, actions);
  }

  private Action blob(Repository where, ActionReason reason) {
    return Healing.blob(where, layer, reason, mirror);
  }

  private void rot(DescriptorDigest digest) throws IOException {
    byte[] bytes = Files.readAllBytes(data(digest));
    bytes[bytes.length / 2] ^= 1;
    Files.write(data(digest), bytes);
  }

  /** Source: https://distribution.github.io/distribution/ on its filesystem driver's layout. */
  private Path data(DescriptorDigest digest) {
    String hash = digest.getHash();
    return directory.resolve(
        "data/docker/registry/v2/blobs/sha256/%s/%s/data".formatted(hash.substring(0, 2), hash));
  }
}
