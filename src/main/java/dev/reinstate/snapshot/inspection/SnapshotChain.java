package dev.reinstate.snapshot.inspection;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import dev.reinstate.snapshot.history.SnapshotHistory;
import java.util.Optional;

/** Checks that all snapshots lead to one, and that each continues what is there, byte for byte. */
final class SnapshotChain {

  private SnapshotChain() {}

  /** What is wrong with the chain. */
  static ImmutableList<SnapshotProblem> problems(SnapshotHistory history) {
    ImmutableSet<Predecessor> continued = continued(history);
    ImmutableList.Builder<SnapshotProblem> problems = ImmutableList.builder();
    for (ListedSnapshot snapshot : history.inOrder()) {
      String part = "snapshot " + snapshot.name();
      switch (snapshot) {
        case ListedSnapshot.Damaged damaged -> {
          // One that names a root as damaged as it is was taken anew, and stands for it.
          if (!continued.contains(new Predecessor(damaged.name(), damaged.digest()))) {
            problems.add(new SnapshotProblem(part, damaged.fault()));
          }
        }
        case ListedSnapshot.Intact intact ->
            intact
                .root()
                .predecessors()
                .forEach(
                    predecessor ->
                        fault(predecessor, history)
                            .ifPresent(fault -> problems.add(new SnapshotProblem(part, fault))));
      }
    }
    ImmutableList<ListedSnapshot.Intact> tips =
        ImmutableList.copyOf(Iterables.filter(history.tips(), ListedSnapshot.Intact.class));
    for (ListedSnapshot.Intact tip : Iterables.skip(tips, 1)) {
      problems.add(
          new SnapshotProblem("snapshot " + tip.name(), parted(tip, tips.getFirst(), history)));
    }
    return problems.build();
  }

  private static ImmutableSet<Predecessor> continued(SnapshotHistory history) {
    ImmutableSet.Builder<Predecessor> continued = ImmutableSet.builder();
    for (ListedSnapshot.Intact snapshot :
        Iterables.filter(history.inOrder(), ListedSnapshot.Intact.class)) {
      continued.addAll(snapshot.root().predecessors());
    }
    return continued.build();
  }

  private static Optional<String> fault(Predecessor predecessor, SnapshotHistory history) {
    ListedSnapshot actual = history.get(predecessor.name());
    if (actual == null) {
      return Optional.of("its predecessor " + predecessor.name() + " is missing");
    }
    return actual.digest().equals(predecessor.digest())
        ? Optional.empty()
        : Optional.of(
            "its predecessor %s has SHA-256 %s, not %s: one of the two was forged"
                .formatted(
                    predecessor.name(), actual.digest().getHash(), predecessor.digest().getHash()));
  }

  /** Two runs at the same moment: neither knows what the other one added. */
  private static String parted(
      ListedSnapshot.Intact tip, ListedSnapshot other, SnapshotHistory history) {
    String last =
        history.before(ImmutableList.of(tip.name(), other.name())).stream()
            .map(before -> "continues %s as %s does".formatted(before.name(), other.name()))
            .findFirst()
            .orElseGet(
                () ->
                    tip.root().predecessors().isEmpty()
                        ? "names no predecessor, though there is " + other.name()
                        : "has nothing in common with " + other.name());
    return last
        + ": what only one of them recorded is not in the other; the next `snapshot take` joins"
        + " them, and --as-of reads each";
  }
}
