package dev.reinstate.registry.wire;

import dev.reinstate.stream.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Whether the other side gets on: time spent on waiting for it against bytes that came or went. */
final class TransferProgress {

  /** The least a connection is worth keeping for, in bytes a second. */
  private static final int LEAST_SPEED = 4 * 1024;

  private final Duration patience;
  private long waited;
  private long bytes;

  TransferProgress(Duration patience) {
    this.patience = patience;
  }

  /** {@link IOException} when the other side dawdled for as long as there is patience. */
  void add(long nanos, int count) throws IOException {
    waited += nanos;
    bytes += Math.max(0, count);
    if (waited < patience.toNanos()) {
      return;
    }
    double seconds = waited / 1e9;
    if (bytes < LEAST_SPEED * seconds) {
      throw new IOException("the body stalled: %d bytes in %.1f seconds".formatted(bytes, seconds));
    }
    waited = 0;
    bytes = 0;
  }

  /** The body of a response that has to keep coming. Time its reader takes does not count. */
  static final class Received extends BlockInputStream {

    private final TransferProgress progress;

    Received(InputStream in, Duration patience) {
      super(in);
      this.progress = new TransferProgress(patience);
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

  /**
   * The body of a request, read by whoever sends it: the time between two reads is what the other
   * side took to receive.
   */
  static final class Sent extends BlockInputStream {

    private final TransferProgress progress;
    private final Watchdog.Watch watch;
    private long lastRead = System.nanoTime();
    private int lastCount;

    Sent(InputStream in, Duration patience, Watchdog.Watch watch) {
      super(in);
      this.progress = new TransferProgress(patience);
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
}
