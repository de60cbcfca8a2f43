package dev.reinstate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.storage.Share.Lack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stores and leases on SMB, FUSE and the like. */
class ShareTest {

  private static final byte[] BLOB = "x".getBytes(UTF_8);
  private static final DescriptorDigest DIGEST = Digests.of(BLOB);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"PERMISSIONS", "DIRECTORY_SYNC", "DELETING_READ_ONLY_FILES"})
  void whatOnlyMakesAStoreSaferIsDoneWhereItCanBe(Lack lack) throws IOException {
    writesAStore(EnumSet.of(lack));
  }

  @Test
  void aStoreThatLacksAllOfTheseIsAStore() throws IOException {
    writesAStore(EnumSet.of(Lack.PERMISSIONS, Lack.DIRECTORY_SYNC, Lack.DELETING_READ_ONLY_FILES));
  }

  private void writesAStore(Set<Lack> lacks) throws IOException {
    SnapshotStore store = store(lacks);
    assertTrue(store.createBlob(DIGEST, 1, new ByteArrayInputStream(BLOB)));
    assertFalse(store.createBlob(DIGEST, 1, new ByteArrayInputStream(BLOB)));
    store.snapshots().create("2026-11-23T02-00-00Z", BLOB);
    assertThrows(
        FileAlreadyExistsException.class,
        () -> store.snapshots().create("2026-11-23T02-00-00Z", BLOB));
    assertEquals(Set.of("2026-11-23T02-00-00Z"), store.snapshots().names(""));
    assertEquals(Set.of(DIGEST), store.blobs().keySet());
    assertEquals("x", new String(store.openBlob(DIGEST).readAllBytes(), UTF_8));
  }

  @Test
  void withoutHardLinksNothingIsWrittenAndTheReasonAndTheWayOutAreSaid() throws IOException {
    SnapshotStore store = store(EnumSet.of(Lack.HARD_LINKS));
    FileSystemException refused =
        assertThrows(
            FileSystemException.class,
            () -> store.createBlob(DIGEST, 1, new ByteArrayInputStream(BLOB)));
    String said = refused.getMessage();
    assertTrue(said.startsWith(directory.resolve("backup/oci-layout").toString()), said);
    assertTrue(said.contains("hard link (Operation not permitted)"), said);
    assertTrue(said.contains("use a directory of another one, or gs://"), said);
    assertEquals(Set.of(), store.blobs().keySet());
    try (Stream<Path> left = Files.list(directory.resolve("backup/tmp"))) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aFullDiskIsNamed() {
    FileSystemException full =
        assertThrows(
            FileSystemException.class,
            () ->
                store(EnumSet.of(Lack.SPACE))
                    .createBlob(DIGEST, 1, new ByteArrayInputStream(BLOB)));
    assertTrue(full.getMessage().startsWith(directory.toString()), full.getMessage());
    assertTrue(full.getMessage().endsWith("No space left on device"), full.getMessage());
  }

  @ParameterizedTest
  @EnumSource(names = {"LOCKS", "ATOMIC_MOVES"})
  void aLeaseThatWouldKeepNobodyApartIsRefused(Lack lack) throws IOException {
    Path file = Share.of(directory, EnumSet.of(lack)).resolve("lease");
    FileSystemException refused =
        assertThrows(FileSystemException.class, () -> new FileLeaseStore(file).create("one"));
    assertTrue(refused.getMessage().startsWith(file + ": cannot be "), refused.getMessage());
    assertTrue(refused.getMessage().contains("with --lease"), refused.getMessage());
    assertEquals(Optional.empty(), new FileLeaseStore(file).read());
  }

  @Test
  void aLeaseTellsItsAgeByTheClockOfItsPlace() throws IOException {
    FileLeaseStore lease = new FileLeaseStore(directory.resolve("lease"));
    assertTrue(lease.create("one").isPresent());
    Path file = directory.resolve("lease");
    assertTrue(lease.age().orElseThrow().toMinutes() < 5);
    Files.setLastModifiedTime(
        file,
        java.nio.file.attribute.FileTime.from(
            Files.getLastModifiedTime(file).toInstant().minusSeconds(3600)));
    assertTrue(lease.age().orElseThrow().toMinutes() >= 60);
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(2, left.count(), "the lease and its lock");
    }
  }

  private SnapshotStore store(Set<Lack> lacks) {
    return new DirectoryStore(Share.of(directory, lacks).resolve("backup"));
  }
}
