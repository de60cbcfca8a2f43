package dev.reinstate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. */
abstract class SnapshotStoreContract {

  private static final byte[] HELLO = "hello".getBytes(UTF_8);
  private static final DescriptorDigest HELLO_DIGEST = Digests.of(HELLO);
  private static final String HELLO_NAME = "blobs/sha256/" + HELLO_DIGEST.getHash();
  private static final String FIRST = "2026-11-23T02-00-00Z";
  private static final String SECOND = "2026-11-24T02-00-00Z";

  private SnapshotStore store;

  /** A store in which nothing was ever written. */
  abstract SnapshotStore openEmpty() throws IOException;

  /** What was written, in another process. */
  abstract SnapshotStore reopen() throws IOException;

  /** Changes the bytes of an object behind the store's back. */
  abstract void corrupt(String name, byte[] bytes) throws IOException;

  @BeforeEach
  void open() throws IOException {
    store = openEmpty();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void aStoreThatDoesNotExistYetIsEmpty() throws IOException {
    assertEquals(ImmutableMap.of(), store.blobs());
    assertEquals(ImmutableSet.of(), store.snapshots().names(""));
    assertThrows(NoSuchFileException.class, () -> store.openBlob(HELLO_DIGEST).readAllBytes());
    assertThrows(NoSuchFileException.class, () -> store.snapshots().read(FIRST));
  }

  @Test
  void aBlobIsReadBackAndListedWithItsSize() throws IOException {
    assertTrue(create(HELLO_DIGEST, HELLO.length, HELLO));
    assertArrayEquals(HELLO, read(HELLO_DIGEST));
    assertEquals(ImmutableMap.of(HELLO_DIGEST, 5L), store.blobs());
  }

  @Test
  void aBlobOfUnknownSizeIsStored() throws IOException {
    assertTrue(create(HELLO_DIGEST, Descriptor.UNKNOWN_SIZE, HELLO));
    assertEquals(ImmutableMap.of(HELLO_DIGEST, 5L), store.blobs());
  }

  @Test
  void anEmptyBlobIsStored() throws IOException {
    byte[] nothing = {};
    assertTrue(create(Digests.of(nothing), 0, nothing));
    assertArrayEquals(nothing, read(Digests.of(nothing)));
  }

  @Test
  void anExistingBlobIsLeftAsItIs() throws IOException {
    create(HELLO_DIGEST, HELLO.length, HELLO);
    assertFalse(create(HELLO_DIGEST, HELLO.length, HELLO));
    assertArrayEquals(HELLO, read(HELLO_DIGEST));
  }

  @Test
  void aLargeBlobTravelsWhole() throws IOException {
    byte[] large = new byte[5_000_001];
    new Random(1).nextBytes(large);
    assertTrue(create(Digests.of(large), large.length, large));
    assertArrayEquals(large, read(Digests.of(large)));
  }

  @Test
  void bytesThatHashToSomethingElseNeverBecomeVisible() throws IOException {
    byte[] other = "hallo".getBytes(UTF_8);
    assertRefused(
        "does not hold blob %s: its bytes hash to " + Digests.of(other), HELLO.length, other);
    assertEquals(ImmutableMap.of(), store.blobs());
    assertThrows(NoSuchFileException.class, () -> read(HELLO_DIGEST));
  }

  @Test
  void bytesThatEndEarlyOrGoOnNeverBecomeVisible() throws IOException {
    assertRefused("ends after 5 of the 6 bytes of blob %s", 6, HELLO);
    assertRefused("has more than the 4 bytes of blob %s", 4, HELLO);
    assertEquals(ImmutableMap.of(), store.blobs());
  }

  private void assertRefused(String why, long size, byte[] bytes) {
    ContentMismatchException e =
        assertThrows(ContentMismatchException.class, () -> create(HELLO_DIGEST, size, bytes));
    assertEquals("what was read for it " + why.formatted(HELLO_DIGEST), e.getMessage());
  }

  @Test
  void contentThatFailsNeverBecomesVisibleAndItsErrorIsKept() throws IOException {
    InputStream failing =
        new SequenceInputStream(new ByteArrayInputStream(HELLO), new FailingStream());
    IOException error =
        assertThrows(
            IOException.class, () -> store.createBlob(HELLO_DIGEST, HELLO.length, failing));
    assertEquals("connection reset", error.getMessage());
    assertEquals(ImmutableMap.of(), store.blobs());
    assertTrue(create(HELLO_DIGEST, HELLO.length, HELLO), "a later attempt succeeds");
  }

  @Test
  void aChangedBlobIsNoticedWhenItIsRead() throws IOException {
    create(HELLO_DIGEST, HELLO.length, HELLO);
    corrupt(HELLO_NAME, "hallo".getBytes(UTF_8));
    ContentMismatchException error =
        assertThrows(ContentMismatchException.class, () -> read(HELLO_DIGEST));
    assertTrue(
        error.getMessage().contains(" does not hold blob " + HELLO_DIGEST), error.getMessage());
  }

  @Test
  void aWrongBlobStaysAndTheRightBytesBesideItCountFromThenOn() throws IOException {
    create(HELLO_DIGEST, HELLO.length, HELLO);
    corrupt(HELLO_NAME, "hal".getBytes(UTF_8));
    assertEquals(ImmutableMap.of(HELLO_DIGEST, 3L), store.blobs());

    assertTrue(store.repairBlob(HELLO_DIGEST, HELLO.length, new ByteArrayInputStream(HELLO)));
    assertArrayEquals(HELLO, read(HELLO_DIGEST));
    assertEquals(ImmutableMap.of(HELLO_DIGEST, 5L), store.blobs());
    assertThrows(
        ContentMismatchException.class, () -> store.openOriginal(HELLO_DIGEST).readAllBytes());
    try (SnapshotStore other = reopen();
        InputStream content = other.openBlob(HELLO_DIGEST)) {
      assertArrayEquals(HELLO, content.readAllBytes());
      assertEquals(ImmutableMap.of(HELLO_DIGEST, 5L), other.blobs());
    }
  }

  @Test
  void aRepairedBlobThatGoesWrongTooIsRepairedAgain() throws IOException {
    create(HELLO_DIGEST, HELLO.length, HELLO);
    corrupt(HELLO_NAME, new byte[0]);
    store.repairBlob(HELLO_DIGEST, HELLO.length, new ByteArrayInputStream(HELLO));
    corrupt("blobs/repaired/" + HELLO_DIGEST.getHash() + ".1", "hallo".getBytes(UTF_8));
    assertThrows(ContentMismatchException.class, () -> read(HELLO_DIGEST));

    try (SnapshotStore other = reopen()) {
      other.repairBlob(HELLO_DIGEST, HELLO.length, new ByteArrayInputStream(HELLO));
      try (InputStream content = other.openBlob(HELLO_DIGEST)) {
        assertArrayEquals(HELLO, content.readAllBytes());
      }
    }
    store.blobs();
    assertArrayEquals(HELLO, read(HELLO_DIGEST));
  }

  @Test
  void aBlobIsRepairedOnlyWithItsOwnBytes() throws IOException {
    create(HELLO_DIGEST, HELLO.length, HELLO);
    corrupt(HELLO_NAME, new byte[0]);
    byte[] other = "hallo".getBytes(UTF_8);
    assertThrows(
        ContentMismatchException.class,
        () -> store.repairBlob(HELLO_DIGEST, other.length, new ByteArrayInputStream(other)));
    try (SnapshotStore again = reopen()) {
      assertEquals(ImmutableMap.of(HELLO_DIGEST, 0L), again.blobs());
    }
  }

  @Test
  void writersOfTheSameBlobDoNotDisturbEachOther() throws IOException {
    byte[] bytes = new byte[100_000];
    long created =
        new FanOut(8)
            .map(Collections.nCopies(16, bytes), content -> createUnchecked(content)).stream()
                .filter(isNew -> isNew)
                .count();
    assertEquals(1, created);
    assertArrayEquals(bytes, read(Digests.of(bytes)));
  }

  @Test
  void manyBlobsAreAllListed() throws IOException {
    IntStream.range(0, 25)
        .mapToObj(i -> ("blob " + i).getBytes(UTF_8))
        .forEach(this::createUnchecked);
    assertEquals(25, store.blobs().size());
  }

  @Test
  void snapshotsAreListedInOrderAndReadBack() throws IOException {
    store.snapshots().create(SECOND, "two".getBytes(UTF_8));
    store.snapshots().create(FIRST, "one".getBytes(UTF_8));
    assertEquals(ImmutableSet.of(FIRST, SECOND).asList(), store.snapshots().names("").asList());
    assertArrayEquals("one".getBytes(UTF_8), store.snapshots().read(FIRST));
    assertEquals(ImmutableMap.of(), store.blobs(), "a snapshot is not a blob");
  }

  @Test
  void aSnapshotIsNeverReplaced() throws IOException {
    store.snapshots().create(FIRST, "one".getBytes(UTF_8));
    assertThrows(
        FileAlreadyExistsException.class,
        () -> store.snapshots().create(FIRST, "two".getBytes(UTF_8)));
    assertArrayEquals("one".getBytes(UTF_8), store.snapshots().read(FIRST));
  }

  @Test
  void aSnapshotNameCannotLeaveItsFolder() {
    assertThrows(
        IllegalArgumentException.class, () -> store.snapshots().create("../evil", new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> store.snapshots().read("a/../../evil"));
  }

  @Test
  void journalEntriesAreListedFromANameOnAndReadBack() throws IOException {
    store.journal().create(SECOND + "-b", "two".getBytes(UTF_8));
    store.journal().create(FIRST + "-a", "one".getBytes(UTF_8));
    store.journal().create(SECOND + "-c", "three".getBytes(UTF_8));
    assertEquals(
        ImmutableList.of(FIRST + "-a", SECOND + "-b", SECOND + "-c"),
        store.journal().names("").asList());
    assertEquals(
        ImmutableList.of(SECOND + "-b", SECOND + "-c"), store.journal().names(SECOND).asList());
    assertEquals(ImmutableList.of(SECOND + "-c"), store.journal().names(SECOND + "-c").asList());
    assertEquals(ImmutableSet.of(), store.journal().names("3"));
    assertArrayEquals("one".getBytes(UTF_8), store.journal().read(FIRST + "-a"));
    assertEquals(
        ImmutableSet.of(), store.snapshots().names(""), "a journal entry is not a snapshot");
  }

  @Test
  void manyJournalEntriesAreAllListed() throws IOException {
    for (int i = 10; i < 35; i++) {
      store.journal().create("entry-" + i, new byte[0]);
    }
    assertEquals(25, store.journal().names("").size());
    assertEquals(15, store.journal().names("entry-20").size());
  }

  @Test
  void aJournalEntryIsNeverReplaced() throws IOException {
    store.journal().create(FIRST, "one".getBytes(UTF_8));
    assertThrows(
        FileAlreadyExistsException.class,
        () -> store.journal().create(FIRST, "two".getBytes(UTF_8)));
    assertArrayEquals("one".getBytes(UTF_8), store.journal().read(FIRST));
  }

  @Test
  void aJournalEntryThatIsNotThereIsMissing() throws IOException {
    assertEquals(ImmutableSet.of(), store.journal().names(""));
    assertThrows(NoSuchFileException.class, () -> store.journal().read(FIRST));
    assertThrows(
        IllegalArgumentException.class, () -> store.journal().create("../evil", new byte[0]));
  }

  @Test
  void proofsAreListedFromANameOnAndReadBackAndNeverReplaced() throws IOException {
    assertEquals(ImmutableSet.of(), store.proofs().names(""));
    store.proofs().create("20261127T103000Z-aa", "one".getBytes(UTF_8));
    store.proofs().create("20261128T103000Z-aa", "two".getBytes(UTF_8));
    store.proofs().create("store-20261126T103000Z-aa", "three".getBytes(UTF_8));
    assertThrows(
        FileAlreadyExistsException.class,
        () -> store.proofs().create("20261127T103000Z-aa", "other".getBytes(UTF_8)));
    assertEquals(
        ImmutableList.of("20261128T103000Z-aa", "store-20261126T103000Z-aa"),
        store.proofs().names("20261128").asList());
    try (SnapshotStore other = reopen()) {
      assertArrayEquals("one".getBytes(UTF_8), other.proofs().read("20261127T103000Z-aa"));
    }
    assertThrows(NoSuchFileException.class, () -> store.proofs().read("20261129T103000Z-aa"));
    assertThrows(
        IllegalArgumentException.class, () -> store.proofs().create("../evil", new byte[0]));
    assertEquals(ImmutableSet.of(), store.snapshots().names(""), "a proof is not a snapshot");
    assertEquals(ImmutableSet.of(), store.journal().names(""), "nor a journal entry");
  }

  private boolean create(DescriptorDigest digest, long size, byte[] bytes) throws IOException {
    return store.createBlob(digest, size, new ByteArrayInputStream(bytes));
  }

  private boolean createUnchecked(byte[] bytes) {
    try {
      return create(Digests.of(bytes), bytes.length, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] read(DescriptorDigest digest) throws IOException {
    try (InputStream content = store.openBlob(digest)) {
      return content.readAllBytes();
    }
  }

  private static final class FailingStream extends InputStream {

    @Override
    public int read() throws IOException {
      throw new IOException("connection reset");
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      throw new IOException("connection reset");
    }
  }
}
