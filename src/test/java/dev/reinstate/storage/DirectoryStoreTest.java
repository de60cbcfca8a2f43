package dev.reinstate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends SnapshotStoreContract {

  @TempDir Path temporary;

  private Path directory() {
    return temporary.resolve("backup");
  }

  @Override
  SnapshotStore openEmpty() {
    return new DirectoryStore(directory());
  }

  @Override
  SnapshotStore reopen() {
    return new DirectoryStore(directory());
  }

  @Override
  void corrupt(String name, byte[] bytes) throws IOException {
    Path file = directory().resolve(name);
    Files.delete(file);
    Files.write(file, bytes);
  }

  @Test
  void theDirectoryIsAnOciLayoutOfReadOnlyFiles() throws IOException {
    byte[] blob = "x".getBytes(UTF_8);
    try (DirectoryStore store = new DirectoryStore(directory())) {
      store.createBlob(Digests.of(blob), 1, new ByteArrayInputStream(blob));
    }
    assertEquals(
        "{\"imageLayoutVersion\":\"1.0.0\"}", Files.readString(directory().resolve("oci-layout")));
    Path file = directory().resolve("blobs/sha256").resolve(Digests.of(blob).getHash());
    assertEquals(PosixFilePermissions.fromString("r--r--r--"), Files.getPosixFilePermissions(file));
  }

  @Test
  void nothingTemporaryIsLeftBehind() throws IOException {
    try (DirectoryStore store = new DirectoryStore(directory())) {
      byte[] blob = "x".getBytes(UTF_8);
      assertThrows(
          IOException.class,
          () ->
              store.createBlob(Digests.of(blob), 1, new ByteArrayInputStream("y".getBytes(UTF_8))));
    }
    try (Stream<Path> left = Files.list(directory().resolve("tmp"))) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void whatAKilledRunLeftIsRemovedADayLater() throws IOException {
    Path old = Files.createDirectories(directory().resolve("tmp")).resolve("growing-1.tmp");
    Path recent = old.resolveSibling("growing-2.tmp");
    Files.writeString(old, "half a bl");
    Files.writeString(recent, "half a bl");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    try (DirectoryStore store = new DirectoryStore(directory())) {
      store.createBlob(Digests.of(new byte[0]), 0, InputStream.nullInputStream());
    }
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(recent), "another run may be writing it");
  }

  @Test
  void readingCreatesNothing() throws IOException {
    try (DirectoryStore store = new DirectoryStore(directory())) {
      store.blobs();
      store.snapshots().names("");
    }
    assertFalse(Files.exists(directory()));
  }

  @Test
  void strangeFilesAreNotBlobsOrSnapshots() throws IOException {
    Files.createDirectories(directory().resolve("blobs/sha256"));
    Files.createDirectories(directory().resolve("snapshots"));
    Files.writeString(directory().resolve("blobs/sha256/README"), "");
    Files.writeString(directory().resolve("snapshots/notes.txt"), "");
    try (DirectoryStore store = new DirectoryStore(directory())) {
      assertEquals(0, store.blobs().size());
      assertEquals(0, store.snapshots().names("").size());
    }
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsNotAnEmptyStore() throws IOException {
    Files.writeString(directory(), "");
    try (DirectoryStore store = new DirectoryStore(directory())) {
      assertThrows(NotDirectoryException.class, store::blobs);
      assertThrows(NotDirectoryException.class, () -> store.snapshots().names(""));
    }
  }
}
