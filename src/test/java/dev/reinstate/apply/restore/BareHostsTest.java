package dev.reinstate.apply.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.apply.FakeTags;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.BlobMirrors;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.plan.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is concluded of a host from the blobs that it misses of one image after the other. */
final class BareHostsTest {

  private static final String HOST = "us.example";
  private static final int IN_A_ROW = 16;
  private static final int LEFT_TO_IT = 64;

  @TempDir private Path directory;

  private final FakeTags registry = new FakeTags();
  private final Map<DescriptorDigest, byte[]> snapshot = new HashMap<>();
  private ImageBlobs blobs;
  private int images;

  /** Of two blobs that no other image has. */
  private record Image(ImageBlobs.Need need, Descriptor config, Descriptor layer) {}

  @BeforeEach
  void open() {
    registry.refusesIncomplete = true;
    ImageReader nowhere =
        new ImageReader() {
          @Override
          public Manifest manifest(Repository repository, DescriptorDigest digest) {
            throw new UnsupportedOperationException();
          }

          @Override
          public InputStream blob(Repository repository, Descriptor blob) {
            throw new UnsupportedOperationException();
          }
        };
    SourceReader reader =
        new SourceReader(
            nowhere, BlobMirrors.NONE, digest -> new ByteArrayInputStream(snapshot.get(digest)));
    BlobSupply supply =
        new BlobSupply(registry, reader, new BlobSpool(directory, 1 << 20, 1 << 10));
    blobs = new ImageBlobs(registry, supply, new FanOut(4), /* copyNondistributable= */ false);
  }

  @Test
  void hostThatLacksAllOfManyImagesGetsTheNextUnasked() throws IOException {
    lacksAllOf(IN_A_ROW - 1);
    assertFalse(isSentFirst(image()));
    lacksAllOf(1);
    assertTrue(isSentFirst(image()));
  }

  @Test
  void imageOfWhichSomeIsThereBreaksTheRow() throws IOException {
    lacksAllOf(IN_A_ROW - 1);
    lacksLayerOf(image());
    lacksAllOf(IN_A_ROW - 1);
    assertFalse(isSentFirst(image()));
  }

  @Test
  void imageThatIsStillLeftToTheHostUndoesIt() throws IOException {
    lacksAllOf(IN_A_ROW);
    Image left = image();
    int before = 0;
    while (isSentFirst(left)) {
      left = image();
      before++;
    }
    assertEquals(LEFT_TO_IT - 1, before);
    lacksLayerOf(left);
    assertFalse(isSentFirst(image()));
  }

  /** Others that were under way when the host was found bare may be refused in between. */
  @Test
  void oneInSoManyIsLeftToTheHostWhateverElseItLacks() {
    BareHosts hosts = new BareHosts();
    for (int i = 0; i < IN_A_ROW; i++) {
      hosts.lacks(HOST);
    }
    int left = 0;
    for (int i = 0; i < LEFT_TO_IT; i++) {
      left += hosts.isBare(HOST) ? 0 : 1;
      hosts.lacks(HOST);
    }
    assertEquals(1, left);
  }

  private void lacksAllOf(int count) {
    for (int i = 0; i < count; i++) {
      Image image = image();
      refused(image, ImmutableSet.of(image.config().digest(), image.layer().digest()));
    }
  }

  private void lacksLayerOf(Image image) {
    refused(image, ImmutableSet.of(image.layer().digest()));
  }

  private void refused(Image image, ImmutableSet<DescriptorDigest> named) {
    blobs.refused(image.need(), ImmutableMap.of(), named, /* again= */ false);
  }

  private boolean isSentFirst(Image image) throws IOException {
    blobs.supplyFirst(image.need());
    return registry.uploaded.containsKey(image.layer().digest());
  }

  private Image image() {
    images++;
    Descriptor config = blob("config " + images);
    Descriptor layer = blob("layer " + images);
    return new Image(
        new ImageBlobs.Need(
            new Repository(HOST, "prod/pause"),
            Digests.of(("manifest " + images).getBytes(UTF_8)),
            ImmutableList.of(config, layer),
            new BlobOrigin(ImmutableList.of(new Source.Stored(layer)), /* shared= */ false),
            /* unknown= */ false),
        config,
        layer);
  }

  private Descriptor blob(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    DescriptorDigest digest = Digests.of(bytes);
    snapshot.put(digest, bytes);
    return new Descriptor(MediaTypes.OCI_MANIFEST, digest, bytes.length);
  }
}
