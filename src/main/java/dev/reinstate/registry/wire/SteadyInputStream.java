package dev.reinstate.registry.wire;

import dev.reinstate.stream.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of a response that has to keep coming. Time its reader takes does not count. */
final class SteadyInputStream extends BlockInputStream {

  private final TransferProgress progress;

  SteadyInputStream(InputStream in, TransferProgress progress) {
    super(in);
    this.progress = progress;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long start = System.nanoTime();
    int count = in.read(buffer, offset, length);
    if (count >= 0) {
      progress.add(System.nanoTime() - start, count);
    }
    return count;
  }
}
