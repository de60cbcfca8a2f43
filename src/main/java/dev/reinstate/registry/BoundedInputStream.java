package dev.reinstate.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails when more is read than anybody honest would send. */
final class BoundedInputStream extends FilterInputStream {

  private final long limit;
  private long left;

  /**
   * @param limit in bytes
   */
  BoundedInputStream(InputStream in, long limit) {
    super(in);
    this.limit = limit;
    this.left = limit;
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      take(1);
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      take(count);
    }
    return count;
  }

  private void take(int count) throws IOException {
    left -= count;
    if (left < 0) {
      throw new PermanentException("the response is longer than " + limit + " bytes");
    }
  }
}
