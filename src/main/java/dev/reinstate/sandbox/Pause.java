package dev.reinstate.sandbox;

import java.io.InterruptedIOException;
import java.time.Duration;

/** Waits until it is over or the registry closes. */
final class Pause {

  private Pause() {}

  static void of(Duration duration) throws InterruptedIOException {
    if (duration.isZero()) {
      return;
    }
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the registry closes");
    }
  }
}
