package dev.reinstate.apply.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.apply.BrokenSourceException;
import dev.reinstate.apply.SnapshotBlobs;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.BlobMirrors;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.plan.Source;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bytes that go straight from a source to a registry. */
final class RelayedBlobTest {

  private static final byte[] BYTES = "layer".repeat(100).getBytes(UTF_8);
  private static final Descriptor BLOB =
      new Descriptor(MediaTypes.OCI_MANIFEST, Digests.of(BYTES), BYTES.length);

  /** No live registry is a source here. */
  private static final ImageReader NOWHERE =
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

  private int sent;

  @Test
  void allOfItArrives() throws IOException {
    RelayedBlob blob = relayed(digest -> new ByteArrayInputStream(BYTES));
    assertArrayEquals(BYTES, blob.openStream().readNBytes(BYTES.length));
    assertEquals(Optional.empty(), blob.failure());
  }

  /** A registry must not have it all before it is known to be right. */
  @Test
  void whatFailsItsCheckAtTheEndIsNeverSentWhole() {
    IOException wrong = new IOException("hashes to something else");
    RelayedBlob blob = relayed(digest -> failingAtTheEnd(wrong));
    assertThrows(BrokenSourceException.class, () -> send(blob));
    assertTrue(sent < BYTES.length, "sent " + sent);
    assertEquals(Optional.of(wrong), blob.failure());
  }

  @Test
  void whatIsTooLongIsNeverSentWhole() {
    byte[] longer = ("layer".repeat(100) + "!").getBytes(UTF_8);
    RelayedBlob blob = relayed(digest -> new ByteArrayInputStream(longer));
    assertThrows(BrokenSourceException.class, () -> send(blob));
    assertTrue(sent < BYTES.length, "sent " + sent);
  }

  @Test
  void whatEndsEarlyIsTheSourcesFault() {
    RelayedBlob blob = relayed(digest -> new ByteArrayInputStream(BYTES, 0, 100));
    BrokenSourceException e = assertThrows(BrokenSourceException.class, () -> send(blob));
    assertTrue(e.getMessage().contains("ends 400 bytes early"), e.getMessage());
    assertTrue(blob.failure().isPresent());
  }

  @Test
  void whatIsNotThereIsTheSourcesFault() {
    RelayedBlob blob =
        relayed(
            digest -> {
              throw new NoSuchFileException(digest.toString());
            });
    assertThrows(BrokenSourceException.class, blob::openStream);
    assertTrue(blob.failure().isPresent());
  }

  private static RelayedBlob relayed(SnapshotBlobs stored) {
    return new RelayedBlob(
        new SourceReader(NOWHERE, BlobMirrors.NONE, stored), new Source.Stored(BLOB), BLOB);
  }

  /** The way a body of a known length is sent: no further than that. */
  private void send(RelayedBlob blob) throws IOException {
    try (InputStream bytes = blob.openStream()) {
      byte[] piece = new byte[64];
      while (sent < BYTES.length) {
        int count = bytes.read(piece, 0, Math.min(piece.length, BYTES.length - sent));
        sent += count;
      }
    }
  }

  private static InputStream failingAtTheEnd(IOException failure) {
    return new FilterInputStream(new ByteArrayInputStream(BYTES)) {
      @Override
      public int read() throws IOException {
        return checked(super.read());
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return checked(super.read(buffer, offset, length));
      }

      private int checked(int result) throws IOException {
        if (result < 0) {
          throw failure;
        }
        return result;
      }
    };
  }
}
