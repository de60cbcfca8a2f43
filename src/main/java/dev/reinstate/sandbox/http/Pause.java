package dev.reinstate.sandbox.http;

import java.io.InterruptedIOException;
import java.time.Duration;

/** Waits until it is over or the registry closes. */
public final class Pause {

  private Pause() {}

  public static void of(Duration duration) throws InterruptedIOException {
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
