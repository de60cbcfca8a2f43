package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.concurrent.FanOut;
import java.io.IOException;
import java.time.Duration;
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
    ImmutableList<ListedSnapshot> all = new SnapshotList(store, fanOut).list();
    ImmutableList.Builder<SnapshotProblem> problems = ImmutableList.builder();
    if (all.isEmpty()) {
      problems.add(new SnapshotProblem(store.toString(), "it has no snapshot"));
      return new VerifyResult(Optional.empty(), 0, 0, 0, 0, problems.build());
    }
    problems.addAll(SnapshotChain.problems(all));
    request
        .maxAge()
        .flatMap(limit -> tooOld(Iterables.getLast(all).name(), limit))
        .ifPresent(problems::add);
    SnapshotName name = name(request, all);
    SnapshotInspection inspection = new SnapshotInspection(store, fanOut);
    for (ListedSnapshot snapshot : all) {
      if (snapshot instanceof ListedSnapshot.Intact intact && intact.name().equals(name)) {
        inspection.inspect(intact, request.depth());
        problems.addAll(lost(intact.root()));
      }
    }
    return inspection.result(name, problems.build());
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

  private SnapshotName name(VerifyRequest request, ImmutableList<ListedSnapshot> all)
      throws IOException {
    return request.asOf().isEmpty()
        ? Iterables.getLast(all).name()
        : new SnapshotReader(store, fanOut).find(request.asOf().get()).orElseThrow();
  }

  private Optional<SnapshotProblem> tooOld(SnapshotName newest, Duration limit) {
    Duration age = Duration.between(newest.time(), clock.instant());
    return age.compareTo(limit) <= 0
        ? Optional.empty()
        : Optional.of(
            new SnapshotProblem(
                "snapshot " + newest,
                "the newest is %s old, more than %s; is the backup still running?"
                    .formatted(DurationText.of(age), DurationText.of(limit))));
  }
}
