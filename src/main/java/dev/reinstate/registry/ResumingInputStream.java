package dev.reinstate.registry;

import dev.reinstate.stream.BlockInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body that breaks off is opened again where it broke off, a few times. */
final class ResumingInputStream extends BlockInputStream {

  /** Opens a body at an offset. */
  interface Opener {
    /**
     * Opens it.
     *
     * @param offset bytes to leave out
     */
    InputStream open(long offset) throws IOException;
  }

  private static final int RESUMPTIONS = 5;

  private final Opener opener;
  private final long length;
  private long position;
  private int resumptions;

  /**
   * Opens it.
   *
   * @param length of the whole body in bytes; negative when it is not known
   */
  ResumingInputStream(Opener opener, long length) throws IOException {
    super(opener.open(0));
    this.opener = opener;
    this.length = length;
  }

  @Override
  public int read(byte[] buffer, int offset, int wanted) throws IOException {
    while (true) {
      try {
        int count = in.read(buffer, offset, wanted);
        if (count < 0 && position < length) {
          throw new EOFException("the body ends after " + position + " of " + length + " bytes");
        }
        position += Math.max(0, count);
        return count;
      } catch (IOException e) {
        resume(e);
      }
    }
  }

  private void resume(IOException failure) throws IOException {
    if (++resumptions > RESUMPTIONS) {
      throw failure;
    }
    try {
      in.close();
      in = opener.open(position);
    } catch (IOException e) {
      e.addSuppressed(failure);
      throw e;
    }
  }
}
