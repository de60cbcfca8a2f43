package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.SnapshotNotFoundException;
import dev.reinstate.snapshot.SnapshotReader;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.storage.SnapshotStores;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Which snapshot a command reads. */
final class SnapshotOptions {

  private static final String LATEST = "latest";
  private static final int READS_AT_ONCE = 64;

  @Option(
      names = "--snapshot",
      paramLabel = "URI",
      description = "the snapshot store: gs://bucket[/prefix] or a directory")
  private String location;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description = "latest, or the newest snapshot at this RFC 3339 time (default: latest)",
      defaultValue = LATEST)
  private String asOf;

  private Optional<Instant> moment = Optional.empty();

  /** Checks the options and opens the store, if the user named one. The caller closes it. */
  Optional<SnapshotStore> open(UsageProblems problems) {
    if (!asOf.equals(LATEST)) {
      try {
        moment = Optional.of(Instant.parse(asOf));
      } catch (DateTimeParseException e) {
        problems.add("--as-of: '" + asOf + "' is neither latest nor like 2026-11-23T02:00:00Z");
      }
    }
    return location == null
        ? Optional.empty()
        : Optional.ofNullable(
            problems.check("--snapshot", () -> SnapshotStores.open(location), null));
  }

  /**
   * The snapshot that the options name.
   *
   * @throws UsageException when there is none
   */
  LoadedSnapshot load(SnapshotStore store, Predicate<Repository> include)
      throws IOException, UsageException {
    Optional<LoadedSnapshot> found = find(store, include);
    if (found.isEmpty()) {
      throw new UsageException(
          ImmutableList.of(
              "--snapshot: "
                  + store
                  + " holds no snapshot; `reinstate snapshot take` makes one, and without"
                  + " --snapshot the manifests alone decide"));
    }
    return found.orElseThrow();
  }

  private Optional<LoadedSnapshot> find(SnapshotStore store, Predicate<Repository> include)
      throws IOException, UsageException {
    SnapshotReader reader = new SnapshotReader(store, new FanOut(READS_AT_ONCE));
    try {
      return moment.isPresent() ? reader.asOf(moment.get(), include) : reader.latest(include);
    } catch (SnapshotNotFoundException e) {
      throw new UsageException(ImmutableList.of("--as-of: " + e.getMessage()));
    }
  }
}
