package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableList;

/**
 * A snapshot, read.
 *
 * @param state of the repositories that were asked for
 * @param damagedRoots those that were passed over, which may be newer
 */
public record LoadedSnapshot(
    SnapshotName name,
    SnapshotRoot root,
    MergeBase state,
    ImmutableList<SnapshotProblem> damagedRoots) {

  public LoadedSnapshot passingOver(Iterable<ListedSnapshot.Damaged> roots) {
    ImmutableList.Builder<SnapshotProblem> problems = ImmutableList.builder();
    for (ListedSnapshot.Damaged damaged : roots) {
      problems.add(
          new SnapshotProblem(
              "snapshot " + damaged.name(),
              damaged.fault() + "; snapshot " + name + " is used instead"));
    }
    return new LoadedSnapshot(name, root, state, problems.build());
  }

  /** All that is damaged, and what is used instead. */
  public ImmutableList<SnapshotProblem> problems() {
    return ImmutableList.<SnapshotProblem>builder()
        .addAll(damagedRoots)
        .addAll(state.doubts().problems())
        .build();
  }
}
