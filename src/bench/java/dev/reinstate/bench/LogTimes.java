package dev.reinstate.bench;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads a registry's log away. It says something at the end of each request, and nothing else, so
 * that the times at which it does are those of its answers.
 */
final class LogTimes {

  private static final int BUFFER = 64 * 1024;

  private final AtomicReference<Optional<Activity>> activity =
      new AtomicReference<>(Optional.empty());

  /** Goes on until the log ends. */
  void readFrom(InputStream log) {
    Thread.ofPlatform().daemon().start(() -> drain(log));
  }

  private void drain(InputStream log) {
    byte[] buffer = new byte[BUFFER];
    try (log) {
      while (log.read(buffer) >= 0) {
        Instant now = Instant.now();
        Activity answer = new Activity(now, now);
        activity.updateAndGet(before -> Optional.of(before.map(answer::join).orElse(answer)));
      }
    } catch (IOException ended) {
      // The registry was ended.
      return;
    }
  }

  /** Since the last reset. */
  Optional<Activity> activity() {
    return activity.get();
  }

  void reset() {
    activity.set(Optional.empty());
  }
}
