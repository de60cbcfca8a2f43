package dev.reinstate.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ContentProbe;
import dev.reinstate.inventory.Probed;
import dev.reinstate.registry.authentication.ServiceAccounts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the probe sees of registries that lost or changed something. */
final class DamagedRegistryTest {

  private static final String PATH = "prod/app";

  private final TestImage image = TestImage.named("amd64");
  private final TestImage other = TestImage.named("arm64");
  private final Manifest index =
      TestImage.index(ImmutableList.of(image.manifest().digest(), other.manifest().digest()));
  private final VirtualTime time = new VirtualTime();
  private final RegistryClient client =
      RegistryClient.open(RegistrySettings.defaults(ImmutableMap.of()).withWaiting(time));
  private final ContentProbe probe = client.probe();

  @TempDir private Path directory;
  private DamagedRegistry registry;
  private Repository repository;

  @AfterEach
  void close() throws IOException {
    client.close();
    if (registry != null) {
      registry.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void wholeImagesCostARequestALook(DamagedRegistry.Kind kind) throws IOException {
    start(kind);
    long before = client.requests();
    assertEquals(new Probed.Whole<>(index), probe.manifest(repository, index.digest()));
    for (TestImage part : ImmutableList.of(image, other)) {
      assertEquals(
          new Probed.Whole<>(part.manifest()),
          probe.manifest(repository, part.manifest().digest()));
      for (Descriptor blob : part.blobs().keySet()) {
        assertEquals(new Probed.Whole<>(blob), probe.present(repository, blob));
        assertEquals(new Probed.Whole<>(blob), probe.bytes(repository, blob));
      }
    }
    assertEquals(before + 3 + 2 * 4, client.requests());
    assertEquals(image.manifest().digest(), probe.resolve(repository, "v1").orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void removedBlobsAreMissing(DamagedRegistry.Kind kind) throws IOException {
    start(kind);
    for (Descriptor blob : image.blobs().keySet()) {
      registry.removeBlob(PATH, blob.digest());
      assertMissing(404, probe.present(repository, blob));
      assertMissing(404, probe.bytes(repository, blob));
    }
    assertOthersAreWhole();
  }

  @ParameterizedTest
  @EnumSource
  void flippedBlobsAreDamaged(DamagedRegistry.Kind kind) throws IOException {
    start(kind);
    for (Descriptor blob : image.blobs().keySet()) {
      registry.changeBlob(PATH, blob.digest(), DamagedRegistry::flipped);
      DescriptorDigest seen = Digests.of(DamagedRegistry.flipped(image.blobs().get(blob)));
      assertEquals(new Probed.Whole<>(blob), probe.present(repository, blob), "of its size");
      assertDamaged(blob.digest(), seen, probe.bytes(repository, blob));
    }
    assertOthersAreWhole();
  }

  @ParameterizedTest
  @EnumSource
  void cutBlobsAreDamagedWhoeverLooks(DamagedRegistry.Kind kind) throws IOException {
    start(kind);
    for (Descriptor blob : image.blobs().keySet()) {
      registry.changeBlob(PATH, blob.digest(), DamagedRegistry::cut);
      assertDamaged(
          blob.size() + " bytes", blob.size() / 2 + " bytes", probe.bytes(repository, blob));
      assertDamaged(
          blob.size() + " bytes", blob.size() / 2 + " bytes", probe.present(repository, blob));
    }
    assertOthersAreWhole();
  }

  @ParameterizedTest
  @EnumSource
  void removedManifestsAreMissing(DamagedRegistry.Kind kind) throws IOException {
    start(kind);
    registry.removeManifest(PATH, image.manifest().digest());
    assertMissing(404, probe.manifest(repository, image.manifest().digest()));
    assertOthersAreWhole();
    registry.removeManifest(PATH, index.digest());
    assertMissing(404, probe.manifest(repository, index.digest()));
  }

  @ParameterizedTest
  @EnumSource
  void flippedManifestsAreDamaged(DamagedRegistry.Kind kind) throws IOException {
    start(kind);
    for (Manifest manifest : ImmutableList.of(image.manifest(), index)) {
      registry.changeManifest(PATH, manifest.digest(), DamagedRegistry::flipped);
      DescriptorDigest seen = Digests.of(DamagedRegistry.flipped(manifest.bytes()));
      assertDamaged(manifest.digest(), seen, probe.manifest(repository, manifest.digest()));
    }
  }

  private void start(DamagedRegistry.Kind kind) throws IOException {
    registry = kind.start(directory);
    repository = new Repository(registry.host(), PATH);
    var writer = client.writer(ServiceAccounts.NONE);
    image.push(writer, repository, "v1");
    other.push(writer, repository, "v2");
    writer.putManifest(repository, TestTag.fresh("all"), index);
  }

  private void assertOthersAreWhole() {
    assertEquals(
        new Probed.Whole<>(other.manifest()),
        probe.manifest(repository, other.manifest().digest()));
    for (Descriptor blob : other.blobs().keySet()) {
      assertEquals(new Probed.Whole<>(blob), probe.present(repository, blob));
      assertEquals(new Probed.Whole<>(blob), probe.bytes(repository, blob));
    }
  }

  private static void assertMissing(int status, Probed<?> seen) {
    System.err.println(seen);
    assertInstanceOf(Probed.Missing.class, seen, seen::toString);
  }

  private static void assertDamaged(Object expected, Object seen, Probed<?> probed) {
    System.err.println(probed);
    assertEquals(new Probed.Damaged<>(expected.toString(), seen.toString()), probed);
  }
}
