package dev.reinstate.snapshot.inspection;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.snapshot.BrokenImage;
import dev.reinstate.snapshot.DurationText;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.PlausibleTime;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotNotFoundException;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.history.SnapshotHistory;
import dev.reinstate.snapshot.history.SnapshotList;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.snapshot.history.SnapshotTimes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Checks that a snapshot can be restored from: the chain of roots, the trees, and that everything
 * they name is in the store.
 */
public final class SnapshotVerify {

  private final SnapshotStore store;
  private final FanOut fanOut;
  private final InstantSource clock;

  public SnapshotVerify(SnapshotStore store, FanOut fanOut, InstantSource clock) {
    this.store = store;
    this.fanOut = fanOut;
    this.clock = clock;
  }

  /**
   * Checks one snapshot, and the chain of all.
   *
   * @throws SnapshotNotFoundException when there is none as old as asked for
   * @throws IOException when the store cannot be listed; what is wrong with a part is in the result
   */
  public VerifyResult verify(VerifyRequest request) throws IOException {
    SnapshotHistory history = new SnapshotList(store, fanOut).history();
    ImmutableList.Builder<SnapshotProblem> problems = ImmutableList.builder();
    if (history.inOrder().isEmpty()) {
      problems.add(new SnapshotProblem(store.toString(), "it has no snapshot"));
      return new VerifyResult(Optional.empty(), 0, 0, 0, 0, problems.build(), ImmutableList.of());
    }
    problems.addAll(SnapshotChain.problems(history));
    SnapshotReader reader = new SnapshotReader(store, fanOut, clock);
    ListedSnapshot newest = reader.newest(history.tips());
    age(newest, history, request.maxAge()).ifPresent(problems::add);
    SnapshotName name =
        request.asOf().isEmpty() ? newest.name() : reader.find(request.asOf().get()).orElseThrow();
    SnapshotInspection inspection = new SnapshotInspection(store, fanOut);
    if (history.get(name) instanceof ListedSnapshot.Intact intact) {
      inspection.inspect(intact, request.depth());
      problems.addAll(lost(intact.root()));
    }
    return inspection.result(name, problems.build()).noting(doubtful(newest, history));
  }

  /** What a take could not get again. */
  private static ImmutableList<SnapshotProblem> lost(SnapshotRoot root) {
    return root.broken().stream()
        .filter(BrokenImage::lost)
        .map(
            image ->
                new SnapshotProblem(
                    "image " + image.repository() + "@" + image.digest(), image.reason()))
        .collect(ImmutableList.toImmutableList());
  }

  /** An age that nobody knows is no good age, whatever the limit. */
  private Optional<SnapshotProblem> age(
      ListedSnapshot newest, SnapshotHistory history, Optional<Duration> limit) {
    return new SnapshotTimes(history).isBelieved(newest, clock.instant())
        ? limit.flatMap(most -> tooOld(newest, most))
        : Optional.of(
            new SnapshotProblem(
                "snapshot " + newest.name(),
                dated(newest)
                    + ": how old the newest is nobody can say; set the clocks of the machines that"
                    + " take and verify snapshots, and take another"));
  }

  /** Older ones that one whose time is believed continues: no reason for alarm any more. */
  private ImmutableList<String> doubtful(ListedSnapshot newest, SnapshotHistory history) {
    SnapshotTimes times = new SnapshotTimes(history);
    return history.inOrder().stream()
        .filter(snapshot -> !snapshot.equals(newest))
        .filter(snapshot -> !times.isBelieved(snapshot, clock.instant()))
        .map(snapshot -> "snapshot " + snapshot.name() + ": " + dated(snapshot))
        .collect(ImmutableList.toImmutableList());
  }

  private String dated(ListedSnapshot snapshot) {
    Instant now = clock.instant();
    Instant time = SnapshotTimes.written(snapshot);
    if (!PlausibleTime.isAhead(time, now)) {
      time = snapshot.name().time();
    }
    return PlausibleTime.isAhead(time, now)
        ? "dated %s, %s ahead of this machine's clock"
            .formatted(time, DurationText.of(Duration.between(now, time)))
        : "dated %s, which contradicts those before and after it"
            .formatted(SnapshotTimes.written(snapshot));
  }

  private Optional<SnapshotProblem> tooOld(ListedSnapshot newest, Duration limit) {
    Duration age = Duration.between(SnapshotTimes.written(newest), clock.instant());
    return age.compareTo(limit) <= 0
        ? Optional.empty()
        : Optional.of(
            new SnapshotProblem(
                "snapshot " + newest.name(),
                "the newest is %s old, more than %s; is the backup still running?"
                    .formatted(DurationText.of(age), DurationText.of(limit))));
  }
}
