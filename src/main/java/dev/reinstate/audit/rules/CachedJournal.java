package dev.reinstate.audit.rules;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Ordering;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.PlausibleTime;
import dev.reinstate.snapshot.journal.JournalEntry;
import dev.reinstate.snapshot.journal.JournalName;
import dev.reinstate.snapshot.journal.WriteJournal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What confirmed runs announced that they would write and no manifest lists. Reads each entry once,
 * and lists the journal only for an event that nothing else explains, and not all the time. An
 * announcement comes before the write it announces, so that a listing later than an event shows all
 * that may announce it.
 */
public final class CachedJournal {

  private static final Logger LOG = LoggerFactory.getLogger(CachedJournal.class);

  /** No run takes as long from its announcement to its last write. */
  private static final Duration VALID = Duration.ofHours(23);

  /** Spares the next event, which may be a little older, a listing of its own. */
  private static final Duration LISTED = Duration.ofHours(24);

  /** Longer than Pub/Sub keeps a message: https://cloud.google.com/pubsub/quotas. */
  private static final Duration OLDEST = Duration.ofDays(32);

  /** How far apart the clocks of a run and of Pub/Sub may be. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private static final Duration BETWEEN_LISTINGS = Duration.ofSeconds(2);

  private final Optional<WriteJournal> store;
  private final InstantSource clock;
  private final Consumer<Duration> pause;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Listing latest = Listing.NONE;

  @GuardedBy("lock")
  private Instant tried = Instant.EPOCH;

  /**
   * @param store empty where runs announce nothing
   */
  public CachedJournal(
      Optional<WriteJournal> store, InstantSource clock, Consumer<Duration> pause) {
    this.store = store;
    this.clock = clock;
    this.pause = pause;
  }

  /** Of the entries that may announce an event that was published then, those already read. */
  ImmutableList<JournalEntry> known(Instant published) {
    return latest.around(moment(published, clock.instant()));
  }

  /** Every entry that may announce an event that was published then. */
  ImmutableList<JournalEntry> all(Instant published) throws IOException {
    if (store.isEmpty()) {
      return ImmutableList.of();
    }
    Instant arrived = clock.instant();
    Instant moment = moment(published, arrived);
    Instant needed = Ordering.natural().min(moment.plus(SKEW), arrived);
    lock.lock();
    try {
      if (!latest.covers(moment, needed)) {
        awaitTurn();
        tried = clock.instant();
        latest = list(store.get(), moment, tried);
      }
      return latest.around(moment);
    } finally {
      lock.unlock();
    }
  }

  private static Instant moment(Instant published, Instant now) {
    return Ordering.natural().max(now.minus(OLDEST), Ordering.natural().min(published, now));
  }

  @GuardedBy("lock")
  private void awaitTurn() {
    Duration since = Duration.between(tried, clock.instant());
    if (!since.isNegative() && since.compareTo(BETWEEN_LISTINGS) < 0) {
      pause.accept(BETWEEN_LISTINGS.minus(since));
    }
  }

  private Listing list(WriteJournal journal, Instant moment, Instant at) throws IOException {
    Instant from = moment.minus(LISTED);
    ImmutableSortedMap.Builder<JournalName, Optional<JournalEntry>> entries =
        ImmutableSortedMap.naturalOrder();
    for (JournalName name : journal.since(from)) {
      Optional<JournalEntry> before = latest.entries().get(name);
      entries.put(name, before == null ? read(journal, name, at) : before);
    }
    return new Listing(from, at, entries.buildOrThrow());
  }

  /**
   * Empty for a damaged one, which no later attempt makes whole, and for one from the future, which
   * must excuse nothing when its time comes.
   */
  private static Optional<JournalEntry> read(WriteJournal journal, JournalName name, Instant at)
      throws IOException {
    if (PlausibleTime.isAhead(name.time(), at)) {
      LOG.warn(
          "journal entry {} is ahead of this machine's clock, which says {}: one of the two is"
              + " wrong; what it announces will be rejected",
          name,
          at);
      return Optional.empty();
    }
    try {
      return Optional.of(journal.read(name));
    } catch (DamagedSnapshotException e) {
      LOG.warn("{}; what it announces will be rejected", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The journal at one moment.
   *
   * @param from nothing older was listed
   * @param at nothing newer is in it
   */
  private record Listing(
      Instant from, Instant at, ImmutableSortedMap<JournalName, Optional<JournalEntry>> entries) {

    static final Listing NONE = new Listing(Instant.MAX, Instant.EPOCH, ImmutableSortedMap.of());

    boolean covers(Instant moment, Instant needed) {
      return !from.isAfter(moment.minus(VALID)) && !at.isBefore(needed);
    }

    ImmutableList<JournalEntry> around(Instant moment) {
      Instant first = moment.minus(VALID);
      Instant last = moment.plus(SKEW);
      return entries.entrySet().stream()
          .filter(each -> !each.getKey().time().isBefore(first))
          .filter(each -> !each.getKey().time().isAfter(last))
          .flatMap(each -> each.getValue().stream())
          .collect(ImmutableList.toImmutableList());
    }
  }
}
