package dev.reinstate.audit.followed;

import com.google.common.collect.ImmutableList;
import dev.reinstate.snapshot.MergeBase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the reference state anew. What cannot be read, or is wrong in itself, leaves the last good
 * truth in force and is said once. For one thread at a time.
 */
final class ReferenceStateLoader {

  /** Snapshots are taken once a night. */
  static final Duration SNAPSHOT_EVERY = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(ReferenceStateLoader.class);
  private static final int PROBLEMS_SAID = 20;

  private final ManifestFeed manifests;
  private final SnapshotFeed snapshot;
  private final boolean skipInvalid;
  private final InstantSource clock;

  private Optional<Instant> snapshotRead = Optional.empty();
  private Optional<String> skipped = Optional.empty();

  ReferenceStateLoader(
      ManifestFeed manifests, SnapshotFeed snapshot, boolean skipInvalid, InstantSource clock) {
    this.manifests = manifests;
    this.snapshot = snapshot;
    this.skipInvalid = skipInvalid;
    this.clock = clock;
  }

  /** What is known now, after this was known before. */
  ReferenceStateRefresher.Status read(ReferenceStateRefresher.Status before) {
    Instant began = clock.instant();
    try {
      return good(readTruth(before.reference(), began), began, before);
    } catch (IOException | RuntimeException e) {
      return bad(e.getMessage() == null ? e.toString() : e.getMessage(), began, before);
    }
  }

  @SuppressWarnings("ReferenceEquality") // what is the same instance did not change
  private ReferenceState readTruth(Optional<ReferenceState> before, Instant now)
      throws IOException {
    ManifestFeed.Version version = manifests.read();
    String problems = text(version);
    if (!problems.isEmpty() && !skipInvalid) {
      throw new IOException(problems);
    }
    saySkipped(problems);
    MergeBase agreed = agreed(before, now);
    return before
        .filter(reference -> reference.desired() == version.desired())
        .filter(
            reference ->
                reference.agreed() == agreed && reference.commit().equals(version.commit()))
        .orElseGet(() -> new ReferenceState(version.desired(), agreed, version.commit()));
  }

  /** Without a first snapshot no reference state is whole; later ones only add to it. */
  private MergeBase agreed(Optional<ReferenceState> before, Instant now) throws IOException {
    if (snapshotRead.isPresent() && now.isBefore(snapshotRead.get().plus(SNAPSHOT_EVERY))) {
      return before.orElseThrow().agreed();
    }
    try {
      MergeBase agreed = snapshot.read();
      snapshotRead = Optional.of(now);
      return agreed;
    } catch (IOException e) {
      if (before.isEmpty()) {
        throw e;
      }
      snapshotRead = Optional.of(now);
      LOG.warn("The snapshot stays as it was an hour ago: {}", e.getMessage());
      return before.get().agreed();
    }
  }

  private static ReferenceStateRefresher.Status good(
      ReferenceState reference, Instant began, ReferenceStateRefresher.Status before) {
    boolean newCommit =
        !before.reference().map(ReferenceState::commit).equals(Optional.of(reference.commit()));
    if (before.problem().isPresent() || newCommit) {
      LOG.info(
          "Judging by {}.", reference.commit().map(id -> "commit " + id).orElse("the manifests"));
    }
    return new ReferenceStateRefresher.Status(
        Optional.of(reference), began, Optional.of(began), Optional.empty(), before.failures());
  }

  private static ReferenceStateRefresher.Status bad(
      String why, Instant began, ReferenceStateRefresher.Status before) {
    if (!before.problem().equals(Optional.of(why))) {
      LOG.warn(
          "{}\n{}",
          why,
          before.reference().isPresent()
              ? "Events are judged by the last good manifests until this is mended."
              : "No event can be judged until this is mended.");
    }
    return new ReferenceStateRefresher.Status(
        before.reference(), began, before.good(), Optional.of(why), before.failures() + 1);
  }

  private void saySkipped(String problems) {
    if (!problems.isEmpty() && !skipped.equals(Optional.of(problems))) {
      LOG.warn("{}\nThe valid entries are in force.", problems);
    }
    skipped = Optional.of(problems);
  }

  private static String text(ManifestFeed.Version version) {
    ImmutableList<String> problems = version.problems();
    if (problems.isEmpty()) {
      return "";
    }
    int said = Math.min(PROBLEMS_SAID, problems.size());
    String which = version.commit().map(id -> " of commit " + id).orElse("");
    return "The manifests%s are invalid: %s%s"
        .formatted(
            which,
            String.join("\n", problems.subList(0, said)),
            said < problems.size() ? "\nand %,d more".formatted(problems.size() - said) : "");
  }
}
