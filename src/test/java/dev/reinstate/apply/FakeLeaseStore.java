package dev.reinstate.apply;

import dev.reinstate.apply.lease.LeaseStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A lease in memory, over a network that loses requests and answers when told to. */
public final class FakeLeaseStore implements LeaseStore {

  /** What happens to the next write. */
  public enum Mishap {
    NONE,
    LOST_REQUEST,
    /** It takes effect, and the caller hears of a failure. */
    LOST_ANSWER,
    /** It takes effect, and a client that asks once more finds its own write. */
    LOST_ANSWER_ASKED_AGAIN
  }

  private Mishap next = Mishap.NONE;
  private boolean unreachable;
  private final Map<String, LeaseStore> others = new HashMap<>();
  private Optional<Stored> stored = Optional.empty();
  private int writes;
  private Supplier<Optional<Instant>> clock = Optional::empty;
  private Optional<Instant> written = Optional.empty();

  public void next(Mishap mishap) {
    next = mishap;
  }

  /** What it says of when it was written; nothing unless told. */
  public void keepsTime(Supplier<Optional<Instant>> ofThePlace) {
    clock = ofThePlace;
  }

  public void reachable(boolean reachable) {
    unreachable = !reachable;
  }

  /** Somebody who does not ask. */
  public void overwrite(String content) {
    stored = Optional.of(new Stored(content, String.valueOf(++writes)));
    written = clock.get();
  }

  @Override
  public Optional<Stored> read() throws IOException {
    failIf(unreachable);
    return stored;
  }

  @Override
  public Optional<Duration> age() {
    return written.flatMap(then -> clock.get().map(now -> Duration.between(then, now)));
  }

  @Override
  public Optional<String> create(String content) throws IOException {
    return write(content, Optional.empty());
  }

  @Override
  public Optional<String> replace(String content, String version) throws IOException {
    return write(content, Optional.of(version));
  }

  private Optional<String> write(String content, Optional<String> expected) throws IOException {
    Mishap mishap = next;
    next = Mishap.NONE;
    failIf(unreachable || mishap == Mishap.LOST_REQUEST);
    if (!stored.map(Stored::version).equals(expected)) {
      return Optional.empty();
    }
    overwrite(content);
    failIf(mishap == Mishap.LOST_ANSWER);
    return mishap == Mishap.LOST_ANSWER_ASKED_AGAIN
        ? Optional.empty()
        : stored.map(Stored::version);
  }

  private static void failIf(boolean failing) throws IOException {
    if (failing) {
      throw new IOException("connection reset");
    }
  }

  @Override
  public LeaseStore at(String location) {
    return others.computeIfAbsent(location, any -> new FakeLeaseStore());
  }

  @Override
  public String toString() {
    return "the-lease";
  }

  @Override
  public void close() {}
}
