package dev.reinstate.snapshot;

import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import java.io.FilterInputStream;
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
    SourceFailures failures = new SourceFailures();
    for (Repository source : sources) {
      read.increment();
      try (InputStream content = new SourceStream(open(source, blob))) {
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

  private InputStream open(Repository source, Descriptor blob) throws SourceException {
    try {
      return images.blob(source, blob);
    } catch (IOException e) {
      throw new SourceException(SourceFailures.describe(e), e);
    }
  }

  /** Tells failures of the registry from those of the store the bytes go to. */
  private static final class SourceStream extends FilterInputStream {

    SourceStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw new SourceException(e.getMessage(), e);
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        return super.read(buffer, offset, length);
      } catch (IOException e) {
        throw new SourceException(e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      try {
        super.close();
      } catch (IOException e) {
        // The bytes were verified, or the failure that ended reading is already on its way.
      }
    }
  }
}
