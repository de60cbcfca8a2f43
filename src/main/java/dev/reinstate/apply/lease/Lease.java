package dev.reinstate.apply.lease;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The right to write, for a time and one run at a time. A run that loses it, or cannot renew it,
 * stops writing before anybody else may begin.
 */
public final class Lease implements AutoCloseable {

  static final Duration TERM = Duration.ofMinutes(5);

  /** Clocks of two machines differ: the holder stops early, the next one waits longer. */
  static final Duration SKEW = Duration.ofSeconds(30);

  /** A holder renews more often. */
  private static final Duration ALL = TERM.plus(SKEW);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  /**
   * What is held.
   *
   * @param since nanoseconds, before it was asked for
   */
  private record Held(String version, Instant expires, long since) {}

  private final LeaseStore store;
  private final LeaseHolder holder;
  private final LeaseTime time;

  /** Read by every writer while a renewal is under way. */
  private volatile Optional<Held> held;

  private Lease(LeaseStore store, LeaseHolder holder, LeaseTime time, Held held) {
    this.store = store;
    this.holder = holder;
    this.time = time;
    this.held = Optional.of(held);
  }

  /**
   * Takes the lease, which nobody holds or whose holder let it expire. Where it says a time that no
   * right clock writes, and nothing else tells, looks on for a term.
   */
  public static Lease acquire(LeaseStore store, LeaseHolder holder, LeaseTime time)
      throws IOException, LeaseHeldException {
    while (true) {
      Optional<LeaseStore.Stored> there = store.read();
      if (there.isPresent()) {
        awaitEnd(store, there.get(), holder, time);
      }
      LeaseRecord wanted = new LeaseRecord(holder, time.clock().instant().plus(TERM));
      long since = time.nanos().getAsLong();
      Optional<String> version =
          there.isEmpty()
              ? store.create(wanted.toJson())
              : store.replace(wanted.toJson(), there.get().version());
      if (version.isPresent()) {
        return new Lease(store, holder, time, new Held(version.get(), wanted.expires(), since));
      }
      // Somebody was quicker, or our own answer was lost; what is there now decides.
    }
  }

  /**
   * Returns when nobody else writes under the lease any more, though it was never given back. What
   * it says is compared with our own clock, and either may be wrong: so how long ago it was written
   * decides, by the clock of the place that keeps it. Where that does not say, a time that is
   * farther away than a term makes us look on whether anybody renews it.
   */
  private static void awaitEnd(
      LeaseStore store, LeaseStore.Stored there, LeaseHolder holder, LeaseTime time)
      throws IOException, LeaseHeldException {
    LeaseRecord record = LeaseRecord.parse(there.content(), store);
    if (record.holder().run().equals(holder.run()) || record.expires().equals(Instant.EPOCH)) {
      return;
    }
    Instant now = time.clock().instant();
    boolean ahead = record.expires().isAfter(now.plus(ALL));
    if (!ahead && record.expires().isAfter(now.minus(SKEW))) {
      throw LeaseHeldException.until(store, record);
    }
    Optional<Duration> age = store.age().filter(since -> !since.isNegative());
    if (age.isPresent()) {
      Duration left = ALL.minus(age.get());
      if (left.isPositive()) {
        throw LeaseHeldException.implausible(store, record, now, left);
      }
      return;
    }
    for (Duration left = ahead ? ALL : Duration.ZERO;
        left.isPositive();
        left = left.minus(BETWEEN_LOOKS)) {
      time.pause().accept(BETWEEN_LOOKS);
      if (!store.read().equals(Optional.of(there))) {
        throw LeaseHeldException.renewed(store, record);
      }
    }
  }

  /** Throws when the lease is lost or about to be: nothing may be written any more. */
  public void check() throws IOException {
    if (held.filter(this::lasts).isEmpty()) {
      throw new IOException("the lease " + store + " is lost; nothing more is written, run again");
    }
  }

  /** By both clocks: one may jump, the other may stand still while a machine sleeps. */
  private boolean lasts(Held lease) {
    Duration passed = Duration.ofNanos(time.nanos().getAsLong() - lease.since());
    return passed.compareTo(TERM.minus(SKEW)) < 0
        && time.clock().instant().isBefore(lease.expires().minus(SKEW));
  }

  /**
   * Starts the term anew. A failure changes nothing: the next renewal may succeed, and until then
   * {@link #check} counts the time that is left.
   */
  synchronized void renew() throws IOException {
    if (held.isPresent()) {
      long since = time.nanos().getAsLong();
      Instant until = time.clock().instant().plus(TERM);
      held = put(until, held.get().version()).map(version -> new Held(version, until, since));
    }
  }

  /** The version of what was written; empty when the lease is somebody else's now. */
  private Optional<String> put(Instant until, String version) throws IOException {
    String content = new LeaseRecord(holder, until).toJson();
    Optional<String> written = store.replace(content, version);
    if (written.isPresent()) {
      return written;
    }
    Optional<LeaseStore.Stored> there = store.read();
    if (there.isEmpty() || !isOurs(there.get())) {
      return Optional.empty();
    }
    // An answer to us was lost on its way: to this write, or to one before.
    return there.get().content().equals(content)
        ? Optional.of(there.get().version())
        : put(until, there.get().version());
  }

  private boolean isOurs(LeaseStore.Stored there) throws IOException {
    return LeaseRecord.parse(there.content(), store).holder().run().equals(holder.run());
  }

  /**
   * Lets go, so that the next run need not wait; where that fails, it waits until the lease has
   * expired.
   */
  @Override
  public synchronized void close() {
    Optional<Held> last = held;
    held = Optional.empty();
    try {
      if (last.isPresent()) {
        put(Instant.EPOCH, last.get().version());
      }
    } catch (IOException e) {
      // What the run did stands; the lease ends by itself.
    }
  }
}
