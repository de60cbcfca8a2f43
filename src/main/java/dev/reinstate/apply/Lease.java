package dev.reinstate.apply;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The right to write, for a time and one run at a time. It is renewed while it is held; a run that
 * loses it stops writing before anybody else may begin.
 */
public final class Lease implements AutoCloseable {

  private static final Duration TERM = Duration.ofMinutes(5);

  /** Clocks of two machines differ: the holder stops early, the next one waits longer. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final LeaseStore store;
  private final String holder;
  private final InstantSource clock;
  private final ScheduledExecutorService renewals =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("lease").factory());
  private Instant expires;
  private Optional<String> version;
  private String attempted;

  private Lease(
      LeaseStore store, String holder, InstantSource clock, LeaseRecord taken, String version) {
    this.store = store;
    this.holder = holder;
    this.clock = clock;
    this.expires = taken.expires();
    this.attempted = taken.toJson();
    this.version = Optional.of(version);
  }

  /**
   * Takes the lease, which nobody holds or whose holder let it expire, and keeps it until closed.
   *
   * @param holder whom to name to others
   */
  public static Lease acquire(LeaseStore store, String holder, InstantSource clock)
      throws IOException, LeaseHeldException {
    Lease lease = take(store, holder, clock);
    long third = TERM.dividedBy(3).toMillis();
    var unused =
        lease.renewals.scheduleWithFixedDelay(lease::renew, third, third, TimeUnit.MILLISECONDS);
    return lease;
  }

  private static Lease take(LeaseStore store, String holder, InstantSource clock)
      throws IOException, LeaseHeldException {
    while (true) {
      LeaseRecord wanted = new LeaseRecord(holder, clock.instant().plus(TERM));
      Optional<LeaseStore.Stored> there = store.read();
      Optional<String> version =
          there.isEmpty()
              ? store.create(wanted.toJson())
              : takeOver(store, there.get(), wanted, clock);
      if (version.isPresent()) {
        return new Lease(store, holder, clock, wanted, version.get());
      }
      // Somebody else was quicker; what is there now decides.
    }
  }

  private static Optional<String> takeOver(
      LeaseStore store, LeaseStore.Stored there, LeaseRecord wanted, InstantSource clock)
      throws IOException, LeaseHeldException {
    LeaseRecord held = LeaseRecord.parse(there.content(), store);
    if (clock.instant().isBefore(held.expires().plus(SKEW))) {
      throw new LeaseHeldException(store, held);
    }
    return store.replace(wanted.toJson(), there.version());
  }

  /** Throws when the lease is lost or about to be: nothing may be written any more. */
  synchronized void check() throws IOException {
    if (version.isEmpty() || clock.instant().isAfter(expires.minus(SKEW))) {
      throw new IOException("the lease " + store + " is lost; nothing more is written, run again");
    }
  }

  synchronized void renew() {
    Instant until = clock.instant().plus(TERM);
    try {
      if (version.isPresent() && write(until)) {
        expires = until;
      }
    } catch (IOException e) {
      // The next renewal may succeed; until then check() counts the time that is left.
    }
  }

  private boolean write(Instant until) throws IOException {
    String before = attempted;
    attempted = new LeaseRecord(holder, until).toJson();
    version = store.replace(attempted, version.orElseThrow());
    if (version.isPresent()) {
      return true;
    }
    // An answer that was lost on its way: what is there may be our own last attempt.
    version =
        store
            .read()
            .filter(there -> there.content().equals(before))
            .map(LeaseStore.Stored::version);
    return false;
  }

  /** Lets go, so that the next run need not wait. */
  @Override
  public void close() throws IOException {
    renewals.shutdownNow();
    synchronized (this) {
      if (version.isPresent()) {
        write(clock.instant().minus(SKEW));
        version = Optional.empty();
      }
    }
  }
}
