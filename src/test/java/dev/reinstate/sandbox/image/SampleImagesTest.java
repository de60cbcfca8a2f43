package dev.reinstate.sandbox.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.MediaTypes;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

final class SampleImagesTest {

  @Test
  void sameSeedGivesTheSameImagesAndAnotherSeedOthers() {
    assertEquals(digests(everyKind(5)), digests(everyKind(5)));
    ImmutableList<DescriptorDigest> others = digests(everyKind(6));
    assertTrue(digests(everyKind(5)).stream().noneMatch(others::contains));
  }

  @Test
  void everyImageComesWithExactlyWhatItsManifestDeclares() throws Exception {
    for (SampleImage image : everyKind(5)) {
      assertTrue(image.manifest().matchesDigest(), image::toString);
      ManifestReferences references = ManifestReferences.of(image.manifest());
      ImmutableSet<DescriptorDigest> held =
          references.blobs().stream()
              .filter(blob -> !MediaTypes.isNondistributable(blob.mediaType()))
              .map(Descriptor::digest)
              .collect(ImmutableSet.toImmutableSet());
      assertEquals(held, image.blobs().keySet());
      image.blobs().forEach((digest, bytes) -> assertEquals(digest, Digests.of(bytes)));
      assertEquals(
          references.children().stream().map(Descriptor::digest).toList(),
          image.children().stream().map(SampleImage::digest).toList());
    }
  }

  @Test
  void layersAreArchivesOfTheAskedSize() throws Exception {
    SampleImage image = new SampleImages(5).oci(1000);
    byte[] layer = image.blobs().values().asList().get(1);
    byte[] tar = new GZIPInputStream(new ByteArrayInputStream(layer)).readAllBytes();
    assertEquals(0, tar.length % 512);
    assertEquals("sample", new String(tar, 0, 6, StandardCharsets.US_ASCII));
    String size = new String(tar, 124, 11, StandardCharsets.US_ASCII);
    assertEquals(1000, Integer.parseInt(size, 8));
    String config = new String(image.blobs().values().asList().get(0), StandardCharsets.UTF_8);
    assertTrue(config.contains(Digests.of(tar).toString()), config);
  }

  @Test
  void zstdFrameHoldsItsContentInRawBlocks() {
    byte[] content = new byte[300_000];
    Arrays.fill(content, (byte) 7);
    byte[] frame = LayerFormats.zstd(content);
    assertArrayEquals(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD}, Arrays.copyOf(frame, 4));
    assertEquals(9 + 3 * 3 + content.length, frame.length);
    // The last block: 300,000 - 2 × 131,072 = 37,856 bytes, and the bit that says so.
    int last = 9 + 2 * (3 + 131_072);
    int header = (frame[last] & 0xFF) | (frame[last + 1] & 0xFF) << 8 | frame[last + 2] << 16;
    assertEquals(37_856 << 3 | 1, header);
  }

  @Test
  void attachmentsNameTheirImage() throws Exception {
    SampleImages images = new SampleImages(5);
    SampleImage image = images.docker(10);
    assertEquals(Optional.of(image.digest()), AttachmentTag.subjectOf(image.signatureTag()));
    SampleImage referrer = images.referrer(image, "application/x", 1);
    assertEquals(Optional.of(image.digest()), ManifestReferences.of(referrer.manifest()).subject());
  }

  @Test
  void signedSchema1IsNotNamedAfterItsBytes() {
    SampleImage image = new SampleImages(5).signedSchema1("a", "1", 10, 20);
    assertNotEquals(Digests.of(image.manifest().bytes()), image.digest());
  }

  private static ImmutableList<SampleImage> everyKind(long seed) {
    SampleImages images = new SampleImages(seed);
    SampleImage docker = images.docker(10, 2000);
    SampleImage oci = images.oci(0, 1);
    return ImmutableList.of(
        docker,
        oci,
        images.dockerList(docker, images.docker(30)),
        images.ociIndex(oci, images.ociIndex(images.oci(5), images.zstd(200_000))),
        images.foreignLayer(10, 20),
        images.helmChart(100),
        images.cosignSignature(docker),
        images.referrer(oci, "application/x", 10),
        images.signedSchema1("a", "1", 10, 20));
  }

  private static ImmutableList<DescriptorDigest> digests(ImmutableList<SampleImage> images) {
    return images.stream().map(SampleImage::digest).collect(ImmutableList.toImmutableList());
  }
}
