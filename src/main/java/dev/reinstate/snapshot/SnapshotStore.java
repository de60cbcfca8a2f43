package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An append-only store of blobs by digest, of small snapshot roots by name, of a journal and of
 * proofs. Nothing is ever overwritten or deleted; every write is create-if-absent and visible only
 * when complete.
 */
public interface SnapshotStore extends AutoCloseable {

  /**
   * Every blob with its size in bytes, from one paged listing; of a repaired one the copy that
   * counts. What stands under a blob's name and is none has a negative size. A store that does not
   * exist yet is empty.
   */
  ImmutableMap<DescriptorDigest, Long> blobs() throws IOException;

  /**
   * The bytes of a blob, of a repaired one those of the copy that counts; reading to the end throws
   * when they do not hash to the digest. The caller closes.
   *
   * @throws java.nio.file.NoSuchFileException when the store does not have it
   */
  InputStream openBlob(DescriptorDigest digest) throws IOException;

  /**
   * The same without looking whether the blob was repaired: for small documents, which are read
   * once more when they turn out wrong.
   */
  InputStream openOriginal(DescriptorDigest digest) throws IOException;

  /**
   * Stores a blob, streaming. Nothing becomes visible when the content fails, ends early or does
   * not hash to the digest.
   *
   * @param size in bytes, or {@link dev.reinstate.image.Descriptor#UNKNOWN_SIZE}
   * @return whether it was new; an existing blob is left as it is
   */
  boolean createBlob(DescriptorDigest digest, long size, InputStream content) throws IOException;

  /**
   * Stores a blob once more beside the copies that are there, which are wrong and stay. From now on
   * this one counts. Otherwise as {@link #createBlob}.
   *
   * @return whether it was new; another run may have done the same
   */
  boolean repairBlob(DescriptorDigest digest, long size, InputStream content) throws IOException;

  /**
   * The file that holds a blob, for a hard link; empty when the blob is not a file of its own here.
   * It is neither verified nor ever to be written to.
   */
  default Optional<Path> localFile(DescriptorDigest digest) throws IOException {
    return Optional.empty();
  }

  /** The roots of all snapshots. */
  Documents snapshots();

  /**
   * The roots again, each by the SHA-256 of the one it continues: of two that continue the same,
   * only one can be created.
   */
  Documents successors();

  /** What confirmed runs announced. */
  Documents journal();

  /** What runs proved of images and of this store. */
  Documents proofs();

  /** The location as the user gave it. */
  @Override
  String toString();

  @Override
  void close() throws IOException;
}
