package dev.reinstate.cli.option;

import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.SnapshotNotFoundException;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.history.SnapshotReader;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Which snapshot of a store a command reads. */
public final class AsOfOption {

  public static final int READS_AT_ONCE = 64;

  private static final String LATEST = "latest";

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description = "latest, or the newest snapshot at this RFC 3339 time (default: latest)",
      defaultValue = LATEST)
  private String asOf;

  /** The moment; empty for the latest snapshot. */
  public Optional<Instant> moment(UsageProblems problems) {
    return asOf.equals(LATEST) ? Optional.empty() : parse("--as-of", asOf, problems);
  }

  /** An RFC 3339 time; empty when it is none, which is then among the problems. */
  public static Optional<Instant> parse(String option, String text, UsageProblems problems) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      problems.add(option + ": '" + text + "' is not a time like 2026-11-23T02:00:00Z");
      return Optional.empty();
    }
  }

  /**
   * The snapshot of that moment.
   *
   * @throws UsageException when there is none
   */
  public static LoadedSnapshot load(
      SnapshotStore store,
      Optional<Instant> moment,
      Predicate<Repository> include,
      InstantSource clock)
      throws IOException, UsageException {
    SnapshotReader reader = new SnapshotReader(store, new FanOut(READS_AT_ONCE), clock);
    try {
      Optional<LoadedSnapshot> found =
          moment.isPresent() ? reader.asOf(moment.get(), include) : reader.latest(include);
      if (found.isPresent()) {
        return found.get();
      }
    } catch (SnapshotNotFoundException e) {
      throw UsageException.of("--as-of: " + e.getMessage());
    }
    throw UsageException.of(
        "--snapshot: " + store + " holds no snapshot; `reinstate snapshot take` makes one");
  }
}
