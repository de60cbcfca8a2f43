package dev.reinstate.apply.restore;

import com.google.common.io.ByteSource;
import dev.reinstate.apply.BrokenSourceException;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.ImageWriter.UploadSession;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Source;
import dev.reinstate.stream.BlockInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * A blob on its way straight from one source to where it is put. Its last bytes are given away only
 * when the source's end was reached, and with it its check, so that a wrong blob is never complete.
 */
final class RelayedBlob extends ByteSource {

  private final SourceReader reader;
  private final Source source;
  private final Descriptor blob;
  private volatile IOException failure;

  /**
   * @param blob of a known size
   */
  RelayedBlob(SourceReader reader, Source source, Descriptor blob) {
    this.reader = reader;
    this.source = source;
    this.blob = blob;
  }

  /** Why the source did not give it; empty while it is not to blame. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Fetches a blob with every call, and again when it has to be sent again.
   *
   * @param blob of a known size
   * @param session the upload a refused mount opened
   */
  static void upload(
      ImageWriter writer,
      SourceReader reader,
      Repository repository,
      Descriptor blob,
      BlobOrigin origin,
      Optional<UploadSession> session)
      throws IOException {
    IOException none = new NoSuchFileException("blob " + blob.digest(), null, "no source has it");
    Optional<UploadSession> opened = session;
    for (Source source : origin.sources()) {
      RelayedBlob bytes = new RelayedBlob(reader, source, blob);
      try {
        writer.uploadBlob(repository, blob, bytes, opened);
        return;
      } catch (IOException e) {
        none.addSuppressed(bytes.failure().orElseThrow(() -> e));
        opened = Optional.empty(); // it may have taken some of the bytes
      }
    }
    throw none;
  }

  @Override
  public InputStream openStream() throws IOException {
    try {
      return new Checked(reader.blob(blob, source));
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private BrokenSourceException broken(IOException e) {
    failure = e;
    return new BrokenSourceException(e);
  }

  private final class Checked extends BlockInputStream {

    private long left = blob.size();

    Checked(InputStream bytes) {
      super(bytes);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int count = in.read(buffer, offset, length);
        left -= Math.max(0, count);
        if (count < 0 && left > 0) {
          throw new EOFException(blob.digest() + " ends " + left + " bytes early");
        }
        if (left < 0 || (left == 0 && in.read() >= 0)) {
          throw new IOException(blob.digest() + " is longer than " + blob.size() + " bytes");
        }
        return count;
      } catch (IOException e) {
        throw broken(e);
      }
    }
  }
}
