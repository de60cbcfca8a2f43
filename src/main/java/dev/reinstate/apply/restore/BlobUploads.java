package dev.reinstate.apply.restore;

import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.ImageWriter.UploadSession;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Source;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Brings the bytes of a blob from a source to a repository: through a file when they are wanted
 * again, else straight, which spares the disk.
 */
final class BlobUploads {

  private final ImageWriter writer;
  private final SourceReader reader;
  private final BlobSpool spool;

  BlobUploads(ImageWriter writer, SourceReader reader, BlobSpool spool) {
    this.writer = writer;
    this.reader = reader;
    this.spool = spool;
  }

  /**
   * Fetches it once, however often this is called, while there is space for it.
   *
   * @param session the upload a refused mount opened
   */
  void spooled(
      Repository repository, Descriptor blob, BlobOrigin origin, Optional<UploadSession> session)
      throws IOException {
    Optional<BlobSpool.Spooled> kept = kept(blob, origin);
    if (kept.isEmpty()) {
      relayed(repository, blob, origin, session);
      return;
    }
    try (BlobSpool.Spooled spooled = kept.get()) {
      Descriptor sized = new Descriptor(blob.mediaType(), blob.digest(), spooled.size());
      writer.uploadBlob(repository, sized, spooled.bytes(), session);
    }
  }

  /** Empty when there is no space for it and it needs none, since its size is known. */
  private Optional<BlobSpool.Spooled> kept(Descriptor blob, BlobOrigin origin) throws IOException {
    try {
      return Optional.of(spool.lend(blob, file -> reader.copyBlob(blob, origin.sources(), file)));
    } catch (SpoolException e) {
      if (blob.size() == Descriptor.UNKNOWN_SIZE) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /**
   * Fetches it with every call, and again when it has to be sent again.
   *
   * @param blob of a known size
   * @param session the upload a refused mount opened
   */
  void relayed(
      Repository repository, Descriptor blob, BlobOrigin origin, Optional<UploadSession> session)
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
}
