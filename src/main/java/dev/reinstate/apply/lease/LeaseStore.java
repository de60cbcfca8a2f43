package dev.reinstate.apply.lease;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** One small object that changes hands by compare-and-set. */
public interface LeaseStore extends AutoCloseable {

  /** No lease has more bytes; what has is something else, and is not read. */
  int MOST_BYTES = 4096;

  /**
   * What is there.
   *
   * @param version changes with the content
   */
  record Stored(String content, String version) {}

  /** Empty when there is none; {@link IOException} when it is too large to be a lease. */
  Optional<Stored> read() throws IOException;

  /**
   * How long ago it was last written, by the clock of the place that keeps it and by no other;
   * empty when that does not say.
   */
  default Optional<Duration> age() throws IOException {
    return Optional.empty();
  }

  /** The version of what was created; empty when there is one already. */
  Optional<String> create(String content) throws IOException;

  /** The version of what was written; empty when what is there no longer has the version given. */
  Optional<String> replace(String content, String version) throws IOException;

  /**
   * Another of the same place; it needs no closing of its own, and when it does not answer after a
   * stop, this one is asked all the same.
   *
   * @param location as the user would give it
   */
  LeaseStore at(String location);

  /** The location as the user gave it. */
  @Override
  String toString();

  @Override
  void close() throws IOException;
}
