package dev.reinstate.storage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.snapshot.Documents;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.stream.VerifiedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/**
 * Snapshots in a layout, wherever that is: which copy of a blob counts, and the check of its bytes.
 *
 * @param <P> where a blob is
 */
abstract class LayoutStore<P> implements SnapshotStore {

  private final Documents snapshots;
  private final Documents successors;
  private final Documents journal;
  private final Documents proofs;
  private volatile StoredCopies copies;

  /**
   * @param folders the documents of a folder
   */
  LayoutStore(Function<String, Documents> folders) {
    this.snapshots = folders.apply(StoreLayout.SNAPSHOTS);
    this.successors = folders.apply(StoreLayout.SUCCESSORS);
    this.journal = folders.apply(StoreLayout.JOURNAL);
    this.proofs = folders.apply(StoreLayout.PROOFS);
  }

  abstract StoredCopies listAll() throws IOException;

  abstract StoredCopies listRepaired() throws IOException;

  abstract P place(String folder, String name);

  /** For a human. */
  abstract String location(P place);

  /**
   * @param digest for errors
   */
  abstract InputStream open(P place, DescriptorDigest digest) throws IOException;

  /** False when something is there, which is left as it is. */
  abstract boolean create(P place, InputStream content) throws IOException;

  @Override
  public ImmutableMap<DescriptorDigest, Long> blobs() throws IOException {
    StoredCopies all = listAll();
    copies = all;
    return all.sizes();
  }

  /** Which blobs were repaired; looked for once, or known from the listing of all. */
  private synchronized StoredCopies copies() throws IOException {
    if (copies == null) {
      copies = listRepaired();
    }
    return copies;
  }

  @Override
  public final InputStream openBlob(DescriptorDigest digest) throws IOException {
    return verified(counting(digest), digest);
  }

  @Override
  public final InputStream openOriginal(DescriptorDigest digest) throws IOException {
    return verified(original(digest), digest);
  }

  private InputStream verified(P place, DescriptorDigest digest) throws IOException {
    return new VerifiedInputStream(
        open(place, digest), new Promised(location(place), digest, Descriptor.UNKNOWN_SIZE));
  }

  @Override
  public boolean createBlob(DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    return create(original(digest), digest, size, content);
  }

  @Override
  public final boolean repairBlob(DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    boolean created = create(repaired(digest, copies().next(digest)), digest, size, content);
    copies().addRepaired(digest, size);
    return created;
  }

  private boolean create(P place, DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    return create(
        place,
        new VerifiedInputStream(content, new Promised("what was read for it", digest, size)));
  }

  final P original(DescriptorDigest digest) {
    return place(StoreLayout.BLOBS, digest.getHash());
  }

  /** The copy that counts. */
  final P counting(DescriptorDigest digest) throws IOException {
    return copies()
        .repaired(digest)
        .map(number -> repaired(digest, number))
        .orElseGet(() -> original(digest));
  }

  private P repaired(DescriptorDigest digest, int number) {
    return place(StoreLayout.REPAIRED, StoreLayout.repairedName(digest, number));
  }

  @Override
  public final Documents snapshots() {
    return snapshots;
  }

  @Override
  public final Documents successors() {
    return successors;
  }

  @Override
  public final Documents journal() {
    return journal;
  }

  @Override
  public final Documents proofs() {
    return proofs;
  }

  /**
   * A blob that a store is given or gives.
   *
   * @param origin where its bytes come from, for errors
   * @param size in bytes, or {@link Descriptor#UNKNOWN_SIZE}
   */
  private record Promised(String origin, DescriptorDigest digest, long size)
      implements VerifiedInputStream.Expected {

    @Override
    public IOException longer() {
      return new ContentMismatchException(
          "%s has more than the %d bytes of blob %s".formatted(origin, size, digest));
    }

    @Override
    public IOException shorter(long actual) {
      return new ContentMismatchException(
          "%s ends after %d of the %d bytes of blob %s".formatted(origin, actual, size, digest));
    }

    @Override
    public IOException other(DescriptorDigest actual) {
      return new ContentMismatchException(
          "%s does not hold blob %s: its bytes hash to %s".formatted(origin, digest, actual));
    }
  }
}
