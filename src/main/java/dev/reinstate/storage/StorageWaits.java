package dev.reinstate.storage;

import com.google.cloud.storage.Storage;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.StopSignal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Waits for Google Cloud Storage, whose client tries again for minutes without a word: says for
 * whom and since when, and once the run is to be stopped waits no longer than what still answers
 * may take.
 */
public final class StorageWaits {

  /** Asks Google Cloud Storage. */
  interface Call<T> {
    T run() throws IOException;
  }

  private static final long LOOK_EVERY_MILLIS = 100;
  private static final Duration SILENT = Duration.ofSeconds(1);
  private static final Duration LONGEST_GAP = Duration.ofSeconds(30);

  /** What answers at all answers within this. */
  private static final Duration AFTER_STOP = Duration.ofSeconds(3);

  private final StopSignal stop;
  private final Consumer<String> said;
  private final InstantSource clock;

  /** Between two lines, however many calls wait. */
  private Duration gap = SILENT;

  private long quietUntil = System.nanoTime();
  private final Set<String> saidOnce = ConcurrentHashMap.newKeySet();
  private volatile boolean givenUp;

  /**
   * @param stop ends waiting with {@link CancelledException}
   * @param said takes a line for a human, now and then
   */
  public StorageWaits(StopSignal stop, Consumer<String> said, InstantSource clock) {
    this.stop = stop;
    this.said = said;
    this.clock = clock;
  }

  /** For what nothing depends on: that it is given up does not make others give up. */
  StorageWaits apart() {
    return new StorageWaits(stop, said, clock);
  }

  /** Says a line for a human, unless it was said before. */
  void sayOnce(String line) {
    if (saidOnce.add(line)) {
      said.accept(line);
    }
  }

  /**
   * What the call returns or throws.
   *
   * @param object what is accessed, for a human
   */
  <T> T call(Storage storage, BucketAccess access, String object, Call<T> call) throws IOException {
    if (givenUp && stop.requested()) {
      throw new CancelledException();
    }
    FutureTask<T> answer = new FutureTask<>(call::run);
    // A virtual thread's sockets end with an interrupt; a caller's may not.
    Thread thread = Thread.ofVirtual().name("storage").start(answer);
    try {
      return await(answer, access.of(storage.getOptions().getHost(), object));
    } catch (InterruptedException e) {
      throw CancelledException.interrupted();
    } finally {
      thread.interrupt();
    }
  }

  private <T> T await(FutureTask<T> answer, String what) throws IOException, InterruptedException {
    Instant since = clock.instant();
    long began = System.nanoTime();
    long stopped = Long.MAX_VALUE;
    while (true) {
      try {
        return answer.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw failure(e.getCause());
      } catch (TimeoutException e) {
        long now = System.nanoTime();
        if (stop.requested()) {
          stopped = Math.min(stopped, now);
          giveUp(Duration.ofNanos(now - stopped), what);
        }
        say(what, since, Duration.ofNanos(now - began));
      }
    }
  }

  private void giveUp(Duration sinceStop, String what) {
    if (givenUp || sinceStop.compareTo(AFTER_STOP) > 0) {
      if (!givenUp) {
        givenUp = true;
        said.accept("no longer waiting for " + what);
      }
      throw new CancelledException();
    }
  }

  private synchronized void say(String what, Instant since, Duration waited) {
    long now = System.nanoTime();
    if (waited.compareTo(SILENT) < 0 || now - quietUntil < 0) {
      return;
    }
    said.accept(
        "waiting for %s, since %s (%,d s)"
            .formatted(what, since.truncatedTo(ChronoUnit.SECONDS), waited.toSeconds()));
    quietUntil = now + gap.toNanos();
    gap = gap.multipliedBy(2).compareTo(LONGEST_GAP) < 0 ? gap.multipliedBy(2) : LONGEST_GAP;
  }

  private static IOException failure(Throwable cause) {
    return switch (cause) {
      case IOException failure -> failure;
      case RuntimeException failure -> throw failure;
      case Error failure -> throw failure;
      default -> throw new IllegalStateException(cause);
    };
  }
}
