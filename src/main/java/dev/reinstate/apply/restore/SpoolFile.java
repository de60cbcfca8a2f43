package dev.reinstate.apply.restore;

import com.google.common.io.ByteSource;
import com.google.common.io.MoreFiles;
import dev.reinstate.image.Descriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A blob of the spool that is being written, to a file or to memory. It never holds more bytes than
 * were taken for it: those of its blob's declared size beforehand, or, where that is unknown, piece
 * by piece.
 */
final class SpoolFile {

  /** Taken at once for a blob of unknown size. */
  private static final long PIECE = 1 << 20;

  private final Path path;
  private final Descriptor blob;
  private final SpoolSpace space;
  private final Optional<ByteArrayOutputStream> memory;
  private long taken;
  private long written;

  private SpoolFile(
      Path path,
      Descriptor blob,
      SpoolSpace space,
      Optional<ByteArrayOutputStream> memory,
      long taken) {
    this.path = path;
    this.blob = blob;
    this.space = space;
    this.memory = memory;
    this.taken = taken;
  }

  /**
   * @param taken for it already
   */
  static SpoolFile onDisk(Path path, Descriptor blob, SpoolSpace space, long taken) {
    return new SpoolFile(path, blob, space, Optional.empty(), taken);
  }

  /**
   * @param path what it would be called as a file
   * @param blob of a known size, which is taken already
   */
  static SpoolFile inMemory(Path path, Descriptor blob, SpoolSpace space) {
    ByteArrayOutputStream memory = new ByteArrayOutputStream((int) blob.size());
    return new SpoolFile(path, blob, space, Optional.of(memory), blob.size());
  }

  /** Begins it anew; the caller closes. */
  OutputStream open() throws SpoolException {
    written = 0;
    memory.ifPresent(ByteArrayOutputStream::reset);
    try {
      return new Bounded(memory.isPresent() ? memory.get() : Files.newOutputStream(path));
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** What was written, read as often as wanted. */
  ByteSource bytes() {
    return memory
        .map(bytes -> ByteSource.wrap(bytes.toByteArray()))
        .orElseGet(() -> MoreFiles.asByteSource(path));
  }

  /** Deletes the file, if it is one. */
  void delete() throws IOException {
    if (memory.isEmpty()) {
      Files.deleteIfExists(path);
    }
  }

  /** Empty when it is in memory. */
  Optional<Path> path() {
    return memory.isPresent() ? Optional.empty() : Optional.of(path);
  }

  long taken() {
    return taken;
  }

  /** Gives back what was taken in vain. */
  long finish() {
    space.give(taken - written);
    taken = written;
    return written;
  }

  static SpoolException unwritable(Path path, IOException e) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return new SpoolException("cannot write " + path + ": " + reason, e);
  }

  private void reserve(int more) throws IOException {
    while (written + more > taken) {
      if (blob.size() != Descriptor.UNKNOWN_SIZE) {
        throw new IOException(blob.digest() + " is longer than " + blob.size() + " bytes");
      }
      long piece = space.holds(taken + PIECE) ? PIECE : written + more - taken;
      if (!space.holds(taken + piece)) {
        throw new SpoolException(
            blob.digest()
                + " is longer than all that may be kept in "
                + path.getParent()
                + "; give the temporary directory more space",
            null);
      }
      space.take(piece);
      taken += piece;
    }
  }

  private final class Bounded extends OutputStream {

    private final OutputStream out;

    Bounded(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      reserve(length);
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw unwritable(path, e);
      }
      written += length;
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } catch (IOException e) {
        throw unwritable(path, e);
      }
    }
  }
}
