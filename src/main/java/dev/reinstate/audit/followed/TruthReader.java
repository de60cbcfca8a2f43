package dev.reinstate.audit.followed;

import com.google.common.collect.ImmutableList;
import dev.reinstate.snapshot.AgreedState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the truth anew. What cannot be read, or is wrong in itself, leaves the last good truth in
 * force and is said once. For one thread at a time.
 */
final class TruthReader {

  /** Snapshots are taken once a night. */
  static final Duration SNAPSHOT_EVERY = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(TruthReader.class);
  private static final int PROBLEMS_SAID = 20;

  private final ManifestFeed manifests;
  private final SnapshotFeed snapshot;
  private final boolean skipInvalid;
  private final InstantSource clock;

  private Optional<Instant> snapshotRead = Optional.empty();
  private Optional<String> skipped = Optional.empty();

  TruthReader(
      ManifestFeed manifests, SnapshotFeed snapshot, boolean skipInvalid, InstantSource clock) {
    this.manifests = manifests;
    this.snapshot = snapshot;
    this.skipInvalid = skipInvalid;
    this.clock = clock;
  }

  /** What is known now, after this was known before. */
  TruthKeeper.Status read(TruthKeeper.Status before) {
    Instant began = clock.instant();
    try {
      return good(readTruth(before.truth(), began), began, before);
    } catch (IOException | RuntimeException e) {
      return bad(e.getMessage() == null ? e.toString() : e.getMessage(), began, before);
    }
  }

  @SuppressWarnings("ReferenceEquality") // what is the same instance did not change
  private Truth readTruth(Optional<Truth> before, Instant now) throws IOException {
    ManifestFeed.Version version = manifests.read();
    String problems = text(version);
    if (!problems.isEmpty() && !skipInvalid) {
      throw new IOException(problems);
    }
    saySkipped(problems);
    AgreedState agreed = agreed(before, now);
    return before
        .filter(truth -> truth.desired() == version.desired())
        .filter(truth -> truth.agreed() == agreed && truth.commit().equals(version.commit()))
        .orElseGet(() -> new Truth(version.desired(), agreed, version.commit()));
  }

  /** Without a first snapshot no truth is whole; later ones only add to it. */
  private AgreedState agreed(Optional<Truth> before, Instant now) throws IOException {
    if (snapshotRead.isPresent() && now.isBefore(snapshotRead.get().plus(SNAPSHOT_EVERY))) {
      return before.orElseThrow().agreed();
    }
    try {
      AgreedState agreed = snapshot.read();
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

  private static TruthKeeper.Status good(Truth truth, Instant began, TruthKeeper.Status before) {
    boolean newCommit = !before.truth().map(Truth::commit).equals(Optional.of(truth.commit()));
    if (before.problem().isPresent() || newCommit) {
      LOG.info("Judging by {}.", truth.commit().map(id -> "commit " + id).orElse("the manifests"));
    }
    return new TruthKeeper.Status(
        Optional.of(truth), began, Optional.of(began), Optional.empty(), before.failures());
  }

  private static TruthKeeper.Status bad(String why, Instant began, TruthKeeper.Status before) {
    if (!before.problem().equals(Optional.of(why))) {
      LOG.warn(
          "{}\n{}",
          why,
          before.truth().isPresent()
              ? "Events are judged by the last good manifests until this is mended."
              : "No event can be judged until this is mended.");
    }
    return new TruthKeeper.Status(
        before.truth(), began, before.good(), Optional.of(why), before.failures() + 1);
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
