package dev.reinstate.cli.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * About how much a stretch of work still takes, in requests and in time: by what was expected of
 * it, by what the part that is done has taken, and by how fast requests were let through of late.
 */
final class RequestsLeft {

  /** From this part on, what was done tells more than what was expected. */
  private static final double TELLING = 0.02;

  private static final Duration OF_LATE = Duration.ofSeconds(30);

  private record Sample(Instant at, long made) {}

  private final int total;
  private final LongSupplier expected;
  private final LongSupplier counter;
  private final InstantSource clock;
  private final long before;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private int steps;
  private long weight;

  /**
   * @param total steps
   * @param expected about how many requests they take, as far as it is known when asked
   * @param counter the requests made so far, by everybody
   * @param before those made before this began
   * @param began when this began
   */
  RequestsLeft(
      int total,
      LongSupplier expected,
      LongSupplier counter,
      long before,
      InstantSource clock,
      Instant began) {
    this.total = total;
    this.expected = expected;
    this.counter = counter;
    this.before = before;
    this.clock = clock;
    samples.add(new Sample(began, 0));
  }

  /**
   * So much is done.
   *
   * @param requests of what was expected; 0 where that tells nothing
   */
  synchronized void done(int moreSteps, long requests) {
    steps += moreSteps;
    weight += requests;
  }

  /** Empty where nothing is known yet. */
  OptionalLong requests() {
    long wanted = expected.getAsLong();
    synchronized (this) {
      return requests(made(), wanted);
    }
  }

  private long made() {
    return counter.getAsLong() - before;
  }

  private OptionalLong requests(long made, long wanted) {
    if (weight > wanted * TELLING) {
      return OptionalLong.of(Math.round(Math.max(0, made * ((double) wanted / weight - 1))));
    }
    if (made < wanted) {
      return OptionalLong.of(wanted - made);
    }
    return steps == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.round(made * ((double) total / steps - 1)));
  }

  /** For a human, such as {@code about 12 min, 57,600 requests}; {@code ?} where it is unknown. */
  String text() {
    // What is expected may take a while to add up, and nobody's work waits for that.
    long wanted = expected.getAsLong();
    synchronized (this) {
      return text(made(), wanted);
    }
  }

  private String text(long made, long wanted) {
    OptionalLong left = requests(made, wanted);
    if (left.isEmpty()) {
      return "?";
    }
    Optional<Duration> time = time(made, left.getAsLong());
    return String.format(
        Locale.ROOT,
        "about %s%,d requests",
        time.map(each -> words(each) + ", ").orElse(""),
        left.getAsLong());
  }

  private static String words(Duration time) {
    return time.compareTo(Duration.ofSeconds(90)) < 0
        ? time.toSeconds() + " s"
        : time.plusSeconds(30).toMinutes() + " min";
  }

  /** Empty where nothing is known yet. */
  Optional<Duration> time() {
    long wanted = expected.getAsLong();
    synchronized (this) {
      long made = made();
      OptionalLong left = requests(made, wanted);
      return left.isEmpty() ? Optional.empty() : time(made, left.getAsLong());
    }
  }

  private Optional<Duration> time(long made, long left) {
    Instant now = clock.instant();
    if (Duration.between(samples.getLast().at(), now).toMillis() >= 1000) {
      samples.add(new Sample(now, made));
    }
    while (samples.size() > 2 && Duration.between(second(samples), now).compareTo(OF_LATE) >= 0) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    double seconds = Duration.between(first.at(), now).toMillis() / 1000.0;
    long since = made - first.made();
    return since <= 0 || seconds <= 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.round(1000 * left * seconds / since)));
  }

  private static Instant second(Deque<Sample> samples) {
    return samples.stream().skip(1).findFirst().orElseThrow().at();
  }
}
