package dev.reinstate.registry.wire;

import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.stream.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails when more is read than anybody honest would send. */
public final class BoundedInputStream extends BlockInputStream {

  private final long limit;
  private long left;

  /**
   * @param limit in bytes
   */
  public BoundedInputStream(InputStream in, long limit) {
    super(in);
    this.limit = limit;
    this.left = limit;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    left -= Math.max(0, count);
    if (left < 0) {
      throw new PermanentException("the response is longer than " + limit + " bytes");
    }
    return count;
  }
}
