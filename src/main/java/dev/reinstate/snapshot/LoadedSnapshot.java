package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableList;

/**
 * A snapshot, read.
 *
 * @param state of the repositories that were asked for
 * @param newest the one that was meant: another than {@code name} when its root is damaged
 * @param damagedRoots those that were passed over
 */
public record LoadedSnapshot(
    SnapshotName name,
    SnapshotRoot root,
    AgreedState state,
    SnapshotName newest,
    ImmutableList<SnapshotProblem> damagedRoots) {

  /** All that is damaged, and what is used instead. */
  public ImmutableList<SnapshotProblem> problems() {
    return ImmutableList.<SnapshotProblem>builder()
        .addAll(damagedRoots)
        .addAll(state.doubts().problems())
        .build();
  }
}
