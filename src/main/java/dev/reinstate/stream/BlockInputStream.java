package dev.reinstate.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Passes bytes on in blocks, so that one method sees them all. */
public abstract class BlockInputStream extends FilterInputStream {

  protected BlockInputStream(InputStream in) {
    super(in);
  }

  @Override
  public abstract int read(byte[] buffer, int offset, int length) throws IOException;

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Skips by reading. */
  @Override
  public final long skip(long n) throws IOException {
    return readNBytes(Math.clamp(n, 0, 8192)).length;
  }

  @Override
  public final boolean markSupported() {
    return false;
  }
}
