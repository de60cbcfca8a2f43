package dev.reinstate.apply.restore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.apply.Outcome;
import dev.reinstate.apply.SnapshotBlobs;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Probed;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Source;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs and manifests that went behind a registry's back. */
final class HealingTest {

  private final SampleImages samples = new SampleImages(14);
  private final SampleImage image = samples.oci(3000, 2000);
  private final SampleImage index = samples.ociIndex(image, samples.oci(500));
  private final ReadingProbe probe = new ReadingProbe();

  @TempDir private Path directory;
  private EmbeddedRegistry us;
  private EmbeddedRegistry eu;
  private Repository app;
  private Repository twin;
  private Source twinOnHost;
  private Source mirror;
  private Descriptor layer;

  @BeforeEach
  void start() throws IOException {
    start(EmbeddedRegistryOptions.defaults());
  }

  private void start(EmbeddedRegistryOptions options) throws IOException {
    us = EmbeddedRegistry.start(options);
    eu = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
    app = new Repository(us.host(), "prod/app");
    twin = new Repository(us.host(), "prod/twin");
    Repository elsewhere = new Repository(eu.host(), "prod/app");
    twinOnHost = new Source.Live(Source.Kind.MOUNT, twin);
    mirror = new Source.Live(Source.Kind.MIRROR, elsewhere);
    us.contents().put("prod/app", index, "v1");
    us.contents().put("prod/twin", index, "v1");
    eu.contents().put("prod/app", index, "v1");
    layer = Healing.layer(image);
  }

  private void startKeepingFirstBytes() throws IOException {
    stop();
    start(EmbeddedRegistryOptions.defaults().with(Feature.KEEPS_FIRST_BYTES));
  }

  @AfterEach
  void stop() throws IOException {
    us.close();
    eu.close();
  }

  @Test
  void aMissingBlobIsMountedAndNoByteIsRead() throws IOException {
    us.contents().deleteBlob("prod/app", layer.digest());
    ImmutableList<Outcome> outcomes = heal(missing(app, twinOnHost, mirror));
    assertEquals(1, us.counts().of(Endpoint.UPLOADS));
    assertEquals(0, us.counts().of(Endpoint.UPLOAD));
    assertEquals(0, us.counts().of("GET", Endpoint.BLOB));
    assertEquals(0, eu.counts().total());
    assertHealed(outcomes);
  }

  @Test
  void aMissingBlobThatNobodyOnTheHostHasIsSent() throws IOException {
    us.contents().deleteBlob("prod/app", layer.digest());
    assertHealed(heal(missing(app, mirror)));
    assertEquals(1, us.counts().of("PUT", Endpoint.UPLOAD));
  }

  /** The size tells without a byte being read. */
  @Test
  void aMountThatBroughtATruncatedBlobIsFollowedByBytes() throws IOException {
    us.contents().deleteBlob("prod/app", layer.digest());
    us.contents().putBlob("prod/twin", layer.digest(), new byte[] {1, 2, 3});
    assertHealed(heal(missing(app, twinOnHost, mirror)));
    assertEquals(1, eu.counts().of("GET", Endpoint.BLOB));
  }

  @Test
  void aMountThatBroughtARottenBlobIsFollowedByBytesWhereTheRunReadsThem() throws IOException {
    us.contents().deleteBlob("prod/app", layer.digest());
    rot(us, "prod/twin");
    assertHealed(
        Healing.apply(directory, nothing(), /* byBytes= */ true, missing(app, twinOnHost, mirror)));
  }

  @Test
  void aDamagedBlobIsSentAlthoughItSeemsToBeThereAndRottenSourcesArePassedOver()
      throws IOException {
    rot(us, "prod/app");
    rot(us, "prod/twin");
    assertHealed(heal(damaged(app, twinOnHost, mirror)));
    assertEquals(0, us.counts().of("HEAD", Endpoint.BLOB));
    assertArrayEquals(
        eu.contents().blob("prod/app", layer.digest()).orElseThrow(),
        us.contents().blob("prod/app", layer.digest()).orElseThrow());
  }

  @Test
  void theSnapshotIsTheLastSource() throws IOException {
    rot(us, "prod/app");
    rot(us, "prod/twin");
    rot(eu, "prod/app");
    byte[] bytes = image.blobs().get(layer.digest());
    assertHealed(
        Healing.apply(
            directory,
            digest -> new ByteArrayInputStream(bytes),
            /* byBytes= */ false,
            damaged(app, twinOnHost, mirror, new Source.Stored(layer))));
  }

  @Test
  void whereEverySourceRotsNothingIsWritten() throws IOException {
    rot(us, "prod/app");
    rot(us, "prod/twin");
    rot(eu, "prod/app");
    byte[] before = us.contents().blob("prod/app", layer.digest()).orElseThrow();
    Outcome.Failed failed =
        assertInstanceOf(
            Outcome.Failed.class,
            Iterables.getOnlyElement(
                heal(damaged(app, twinOnHost, mirror, new Source.Stored(layer)))));
    assertTrue(failed.detail().startsWith("blob " + layer.digest()), failed.detail());
    assertTrue(failed.detail().contains("no snapshot"), failed.detail());
    assertArrayEquals(before, us.contents().blob("prod/app", layer.digest()).orElseThrow());
  }

  @Test
  void aRegistryThatKeepsItsWrongBytesIsFoundOut() throws IOException {
    startKeepingFirstBytes();
    rot(us, "prod/app");
    Outcome.Failed failed =
        assertInstanceOf(
            Outcome.Failed.class, Iterables.getOnlyElement(heal(damaged(app, mirror))));
    assertTrue(
        failed.detail().startsWith(us.host() + " accepted the blob and still gives sha256:"),
        failed.detail());
    assertTrue(failed.detail().contains("operator must delete the blob's data"), failed.detail());
  }

  @Test
  void whatItDoesNotHaveSuchARegistryTakes() throws IOException {
    startKeepingFirstBytes();
    us.contents().deleteBlob("prod/app", layer.digest());
    assertHealed(heal(missing(app, mirror)));
  }

  @Test
  void aDamagedManifestIsPutAgain() throws IOException {
    rotManifest(index);
    assertImageHealed(
        index, heal(Healing.image(app, index, ActionReason.MANIFEST_DAMAGED, mirror)));
  }

  @Test
  void aManifestThatIsKeptWrongIsFoundOut() throws IOException {
    startKeepingFirstBytes();
    rotManifest(index);
    Outcome.Failed failed =
        assertInstanceOf(
            Outcome.Failed.class,
            Iterables.getOnlyElement(
                heal(Healing.image(app, index, ActionReason.MANIFEST_DAMAGED, mirror))));
    assertTrue(failed.detail().contains("accepted the manifest and still gives"), failed.detail());
  }

  @Test
  void anIndexItsChildAndTheChildsLayerAreHealedTogether() throws IOException {
    rot(us, "prod/app");
    rotManifest(image);
    rotManifest(index);
    ImmutableList<Outcome> outcomes =
        heal(
            Healing.image(app, index, ActionReason.MANIFEST_DAMAGED, mirror),
            Healing.image(app, image, ActionReason.MANIFEST_DAMAGED, mirror),
            damaged(app, mirror));
    assertEquals(3, outcomes.size());
    assertImageHealed(index, outcomes);
    assertImageHealed(image, outcomes);
    assertHealed(outcomes);
  }

  @Test
  void aMissingChildComesBackWithItsMissingLayer() throws IOException {
    us.contents().deleteManifest("prod/app", image.digest());
    us.contents().deleteBlob("prod/app", layer.digest());
    ImmutableList<Outcome> outcomes =
        heal(Healing.image(app, image, ActionReason.CHILD_MISSING, mirror));
    assertImageHealed(image, outcomes);
    assertHealed(outcomes);
  }

  /** Repositories of their own here: each is healed, and the second may mount from the first. */
  @Test
  void twoRepositoriesOfAHostAreBothHealed() throws IOException {
    us.contents().deleteBlob("prod/app", layer.digest());
    us.contents().deleteBlob("prod/twin", layer.digest());
    assertHealed(heal(missing(app, mirror), missing(twin, mirror)));
    assertInstanceOf(Probed.Whole.class, probe.bytes(twin, layer));
    assertEquals(1, us.counts().of("PUT", Endpoint.UPLOAD));
  }

  private ImmutableList<Outcome> heal(Action... actions) throws IOException {
    return Healing.apply(directory, nothing(), /* byBytes= */ false, actions);
  }

  private Action missing(Repository where, Source... sources) {
    return Healing.blob(where, layer, ActionReason.BLOB_MISSING, sources);
  }

  private Action damaged(Repository where, Source... sources) {
    return Healing.blob(where, layer, ActionReason.BLOB_DAMAGED, sources);
  }

  private static SnapshotBlobs nothing() {
    return digest -> {
      throw new NoSuchFileException(digest.toString(), null, "no snapshot");
    };
  }

  /** The same size, other bytes. */
  private void rot(EmbeddedRegistry registry, String repository) {
    byte[] bytes = new byte[(int) layer.size()];
    Arrays.fill(bytes, (byte) 7);
    registry.contents().putBlob(repository, layer.digest(), bytes);
  }

  private void rotManifest(SampleImage which) {
    byte[] bytes = which.manifest().bytes().clone();
    bytes[bytes.length / 2] ^= 1;
    us.contents()
        .putManifest("prod/app", new Manifest(which.digest(), which.manifest().mediaType(), bytes));
  }

  private void assertHealed(ImmutableList<Outcome> outcomes) {
    outcomes.forEach(outcome -> assertInstanceOf(Outcome.Done.class, outcome));
    assertInstanceOf(Probed.Whole.class, probe.bytes(app, layer));
  }

  private void assertImageHealed(SampleImage which, ImmutableList<Outcome> outcomes) {
    outcomes.forEach(outcome -> assertInstanceOf(Outcome.Done.class, outcome));
    assertInstanceOf(Probed.Whole.class, probe.manifest(app, which.digest()));
  }
}
