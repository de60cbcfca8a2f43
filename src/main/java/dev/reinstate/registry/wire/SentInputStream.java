package dev.reinstate.registry.wire;

import dev.reinstate.stream.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a request, read by whoever sends it: the time between two reads is what the other
 * side took to receive.
 */
final class SentInputStream extends BlockInputStream {

  private final TransferProgress progress;
  private final Watchdog.Watch watch;
  private long lastRead = System.nanoTime();
  private int lastCount;

  SentInputStream(InputStream in, TransferProgress progress, Watchdog.Watch watch) {
    super(in);
    this.progress = progress;
    this.watch = watch;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    progress.add(System.nanoTime() - lastRead, lastCount);
    watch.hold(); // whoever the bytes come from has a patience of their own
    try {
      lastCount = in.read(buffer, offset, length);
    } finally {
      lastRead = System.nanoTime();
      watch.feed();
    }
    return lastCount;
  }
}
