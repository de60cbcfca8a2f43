package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks that every snapshot continues one before it, byte for byte. */
final class SnapshotChain {

  private SnapshotChain() {}

  /**
   * What is wrong with the chain.
   *
   * @param snapshots all there are, oldest first
   */
  static ImmutableList<SnapshotProblem> problems(List<ListedSnapshot> snapshots) {
    List<SnapshotProblem> problems = new ArrayList<>();
    Map<SnapshotName, DescriptorDigest> earlier = new HashMap<>();
    Map<SnapshotName, SnapshotProblem> unreadable = new HashMap<>();
    Map<SnapshotName, SnapshotName> continuedBy = new HashMap<>();
    for (ListedSnapshot snapshot : snapshots) {
      String part = "snapshot " + snapshot.name();
      switch (snapshot) {
        case ListedSnapshot.Damaged damaged -> {
          SnapshotProblem problem = new SnapshotProblem(part, damaged.fault());
          problems.add(problem);
          unreadable.put(damaged.name(), problem);
          earlier.put(damaged.name(), damaged.digest());
        }
        case ListedSnapshot.Intact intact -> {
          fault(intact.root().predecessor(), earlier)
              .or(() -> fork(intact, continuedBy))
              .ifPresent(fault -> problems.add(new SnapshotProblem(part, fault)));
          // One that names a root as damaged as it is was taken anew, and stands for it.
          intact
              .root()
              .predecessor()
              .filter(before -> before.digest().equals(earlier.get(before.name())))
              .map(before -> unreadable.get(before.name()))
              .ifPresent(problems::remove);
          earlier.put(intact.name(), intact.digest());
        }
      }
    }
    return ImmutableList.copyOf(problems);
  }

  private static Optional<String> fault(
      Optional<Predecessor> predecessor, Map<SnapshotName, DescriptorDigest> earlier) {
    if (predecessor.isEmpty()) {
      return earlier.isEmpty()
          ? Optional.empty()
          : Optional.of("names no predecessor, though there are older snapshots");
    }
    DescriptorDigest actual = earlier.get(predecessor.get().name());
    if (actual == null) {
      return Optional.of("its predecessor " + predecessor.get().name() + " is missing");
    }
    return actual.equals(predecessor.get().digest())
        ? Optional.empty()
        : Optional.of(
            "its predecessor %s has SHA-256 %s, not %s: one of the two was forged"
                .formatted(
                    predecessor.get().name(),
                    actual.getHash(),
                    predecessor.get().digest().getHash()));
  }

  /** Two runs at the same moment: neither knows what the other one added. */
  private static Optional<String> fork(
      ListedSnapshot.Intact snapshot, Map<SnapshotName, SnapshotName> continuedBy) {
    return snapshot
        .root()
        .predecessor()
        .map(predecessor -> continuedBy.putIfAbsent(predecessor.name(), snapshot.name()))
        .map(
            sibling ->
                "continues "
                    + snapshot.root().predecessor().orElseThrow().name()
                    + " as "
                    + sibling
                    + " does: what only that one recorded is not in here; --as-of reads it");
  }
}
