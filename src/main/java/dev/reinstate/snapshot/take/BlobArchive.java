package dev.reinstate.snapshot.take;

import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.stream.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Streams blobs from registries into the store. */
final class BlobArchive {

  private final StoredBlobs stored;
  private final ImageReader images;
  private final LongAdder read = new LongAdder();

  BlobArchive(StoredBlobs stored, ImageReader images) {
    this.stored = stored;
    this.images = images;
  }

  /**
   * Stores a blob from the first source that gives it whole.
   *
   * @return why no source does; empty when it is stored
   * @throws IOException when the store fails
   */
  Optional<String> copy(Descriptor blob, Collection<Repository> sources) throws IOException {
    if (stored.has(blob.digest()) && stored.isIntact(blob.digest())) {
      return Optional.empty(); // its manifest declares another size than it has
    }
    SourceFailures failures = new SourceFailures();
    for (Repository source : sources) {
      try (InputStream content = new SourceStream(source, blob)) {
        stored.create(blob, content);
        return Optional.empty();
      } catch (SourceException | ContentMismatchException e) {
        failures.add(e);
      }
    }
    return Optional.of(failures.exception("blob " + blob.digest()).getMessage());
  }

  /** How many blobs were requested from registries. */
  long read() {
    return read.sum();
  }

  /**
   * A blob as a registry sends it, requested only when the store wants its first byte: no
   * connection is left waiting for its turn. Failures of the registry are told from those of the
   * store.
   */
  private final class SourceStream extends BlockInputStream {

    private final Repository source;
    private final Descriptor blob;
    private boolean requested;

    SourceStream(Repository source, Descriptor blob) {
      super(InputStream.nullInputStream());
      this.source = source;
      this.blob = blob;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        if (!requested) {
          read.increment();
          in = images.blob(source, blob);
          requested = true;
        }
        return in.read(buffer, offset, length);
      } catch (IOException e) {
        throw new SourceException(SourceFailures.describe(e), e);
      }
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        // The bytes were verified, or the failure that ended reading is already on its way.
      }
    }
  }
}
