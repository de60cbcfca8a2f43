package dev.reinstate.audit.followed;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The newest reference state, looked for by one thread: in the background while there are events,
 * by whoever asks after a quiet time, and whenever somebody wants it fresh.
 */
public final class ReferenceStateRefresher implements ReferenceStateSource, AutoCloseable {

  /** How often manifests are looked at, at most. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  /** After a quiet time of so long nobody is judged by what was known before it. */
  static final Duration QUIET = Duration.ofMinutes(1);

  private static final Duration TO_END = Duration.ofSeconds(1);

  /**
   * What is known of it.
   *
   * @param looked when the last look began, also one in vain
   */
  public record Status(
      Optional<ReferenceState> reference,
      Instant looked,
      Optional<Instant> good,
      Optional<String> problem,
      long failures) {}

  private final ReferenceStateLoader reader;
  private final InstantSource clock;

  /** Not a virtual one: JGit would hold on to a processor while it waits for the network. */
  private final ExecutorService looker =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("reference-state").factory());

  private volatile Status known =
      new Status(Optional.empty(), Instant.MIN, Optional.empty(), Optional.empty(), 0);

  /** Guarded by this. */
  private Future<?> look = Futures.immediateVoidFuture();

  /**
   * @param skipInvalid go by the valid entries where manifests have problems
   */
  public ReferenceStateRefresher(
      ManifestFeed manifests, SnapshotFeed snapshot, boolean skipInvalid, InstantSource clock) {
    this.reader = new ReferenceStateLoader(manifests, snapshot, skipInvalid, clock);
    this.clock = clock;
  }

  /** Looks for the first time; a look in vain is said and tried again. */
  public void begin() throws IOException {
    await(lookUnlessNewerThan(QUIET));
  }

  @Override
  public ReferenceState current() throws IOException {
    if (isOlderThan(QUIET)) {
      await(lookUnlessNewerThan(QUIET));
    } else if (isOlderThan(INTERVAL)) {
      lookUnlessNewerThan(INTERVAL);
    }
    return reference();
  }

  @Override
  public ReferenceState fresh() throws IOException {
    await(lookUnlessNewerThan(INTERVAL));
    return reference();
  }

  private ReferenceState reference() throws IOException {
    Status now = known;
    return now.reference()
        .orElseThrow(
            () -> new IOException("there are no manifests yet: " + now.problem().orElse("?")));
  }

  public Status status() {
    return known;
  }

  private boolean isOlderThan(Duration age) {
    Instant looked = known.looked();
    return looked.equals(Instant.MIN) || !clock.instant().isBefore(looked.plus(age));
  }

  /** The look that is under way, or a new one where the last one began too long ago. */
  @CanIgnoreReturnValue
  private synchronized Future<?> lookUnlessNewerThan(Duration age) {
    if (look.isDone() && isOlderThan(age)) {
      look = looker.submit(() -> known = reader.read(known));
    }
    return look;
  }

  private static void await(Future<?> look) throws IOException {
    try {
      look.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the manifests were read", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a look at the manifests failed", e.getCause());
    }
  }

  @Override
  public void close() {
    MoreExecutors.shutdownAndAwaitTermination(looker, TO_END.toMillis(), TimeUnit.MILLISECONDS);
  }
}
