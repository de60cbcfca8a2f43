package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An append-only store of blobs by digest, of small snapshot roots by name, and of a journal.
 * Nothing is ever overwritten or deleted; every write is create-if-absent and visible only when
 * complete.
 */
public interface SnapshotStore extends AutoCloseable {

  /**
   * Every blob with its size in bytes, from one paged listing. A store that does not exist yet is
   * empty.
   */
  ImmutableMap<DescriptorDigest, Long> blobs() throws IOException;

  /**
   * The bytes of a blob; reading to the end throws when they do not hash to the digest. The caller
   * closes.
   *
   * @throws java.nio.file.NoSuchFileException when the store does not have it
   */
  InputStream openBlob(DescriptorDigest digest) throws IOException;

  /**
   * Stores a blob, streaming. Nothing becomes visible when the content fails, ends early or does
   * not hash to the digest.
   *
   * @param size in bytes, or {@link dev.reinstate.image.Descriptor#UNKNOWN_SIZE}
   * @return whether it was new; an existing blob is left as it is
   */
  boolean createBlob(DescriptorDigest digest, long size, InputStream content) throws IOException;

  /**
   * The file that holds a blob, for a hard link; empty when the blob is not a file of its own here.
   * It is neither verified nor ever to be written to.
   */
  default Optional<Path> localFile(DescriptorDigest digest) {
    return Optional.empty();
  }

  /** The names of all snapshots; the newest is the greatest. */
  ImmutableSortedSet<String> snapshots() throws IOException;

  /**
   * The root of a snapshot.
   *
   * @throws java.nio.file.NoSuchFileException when there is none of this name
   */
  byte[] readSnapshot(String name) throws IOException;

  /**
   * Publishes a snapshot.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is one of this name
   */
  void createSnapshot(String name, byte[] root) throws IOException;

  /** The names of journal entries from this one on, whether or not it is there; in order. */
  ImmutableSortedSet<String> journal(String from) throws IOException;

  /**
   * A journal entry.
   *
   * @throws java.nio.file.NoSuchFileException when there is none of this name
   */
  byte[] readJournalEntry(String name) throws IOException;

  /**
   * Adds an entry to the journal.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is one of this name
   */
  void createJournalEntry(String name, byte[] entry) throws IOException;

  /** The location as the user gave it. */
  @Override
  String toString();

  @Override
  void close() throws IOException;
}
