package dev.reinstate.registry.wire;

import java.io.IOException;
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
}
