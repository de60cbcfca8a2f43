package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which snapshot continues which, from what roots say of each other. No clock has a part in it, and
 * nothing here fails for a root that was forged.
 */
final class SnapshotHistory {

  private final ImmutableSortedMap<SnapshotName, ListedSnapshot> snapshots;

  /** By name; a snapshot after all that it continues, otherwise in the order of names. */
  private final ImmutableList<ListedSnapshot> inOrder;

  /** All there are. */
  SnapshotHistory(Iterable<ListedSnapshot> all) {
    this.snapshots =
        ImmutableSortedMap.copyOf(
            Maps.uniqueIndex(all, ListedSnapshot::name), Comparator.naturalOrder());
    this.inOrder = order();
  }

  ListedSnapshot get(SnapshotName name) {
    return snapshots.get(name);
  }

  /** Oldest first. */
  ImmutableList<ListedSnapshot> inOrder() {
    return inOrder;
  }

  /** Those that none continues, in the order of names; one, where runs never parted. */
  ImmutableList<ListedSnapshot> tips() {
    Set<SnapshotName> continued = new HashSet<>();
    snapshots.values().forEach(snapshot -> continued.addAll(parents(snapshot)));
    ImmutableList<ListedSnapshot> tips =
        snapshots.values().stream()
            .filter(snapshot -> !continued.contains(snapshot.name()))
            .collect(ImmutableList.toImmutableList());
    return tips.isEmpty() && !inOrder.isEmpty() ? ImmutableList.of(inOrder.getLast()) : tips;
  }

  /** The snapshot itself where its root can be read, else the nearest before it. */
  ImmutableList<ListedSnapshot.Intact> readable(ListedSnapshot tip) {
    Set<SnapshotName> seen = new HashSet<>();
    ListedSnapshot at = tip;
    while (at instanceof ListedSnapshot.Damaged && seen.add(at.name())) {
      SnapshotName before = Iterables.getFirst(parents(at), at.name());
      at = snapshots.get(before);
    }
    return at instanceof ListedSnapshot.Intact intact
        ? ImmutableList.of(intact)
        : ImmutableList.of();
  }

  /** All that some snapshots continue, directly or not. */
  ImmutableSet<SnapshotName> ancestors(Iterable<SnapshotName> of) {
    Set<SnapshotName> seen = new HashSet<>();
    Deque<SnapshotName> open = new ArrayDeque<>();
    of.forEach(open::add);
    while (!open.isEmpty()) {
      for (SnapshotName parent : parents(snapshots.get(open.pop()))) {
        if (seen.add(parent)) {
          open.add(parent);
        }
      }
    }
    return ImmutableSet.copyOf(seen);
  }

  /** The last snapshot that all of some continue. */
  Optional<ListedSnapshot.Intact> before(Iterable<SnapshotName> parted) {
    Optional<Set<SnapshotName>> common = Optional.empty();
    for (SnapshotName each : parted) {
      Set<SnapshotName> own = new HashSet<>(ancestors(ImmutableList.of(each)));
      common.ifPresent(own::retainAll);
      common = Optional.of(own);
    }
    Set<SnapshotName> candidates = common.orElse(Set.of());
    return inOrder.reverse().stream()
        .filter(snapshot -> candidates.contains(snapshot.name()))
        .filter(ListedSnapshot.Intact.class::isInstance)
        .map(ListedSnapshot.Intact.class::cast)
        .findFirst();
  }

  /** Those of its predecessors that are there; a damaged one's is taken to have the name before. */
  ImmutableSortedSet<SnapshotName> parents(ListedSnapshot snapshot) {
    return switch (snapshot) {
      case ListedSnapshot.Damaged damaged ->
          Optional.ofNullable(snapshots.lowerKey(damaged.name()))
              .map(ImmutableSortedSet::of)
              .orElse(ImmutableSortedSet.of());
      case ListedSnapshot.Intact intact ->
          intact.root().predecessors().stream()
              .map(Predecessor::name)
              .filter(name -> snapshots.containsKey(name) && !name.equals(snapshot.name()))
              .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
    };
  }

  private ImmutableList<ListedSnapshot> order() {
    Map<SnapshotName, Integer> waitsFor = new TreeMap<>();
    Map<SnapshotName, Set<SnapshotName>> children = new LinkedHashMap<>();
    PriorityQueue<SnapshotName> next = new PriorityQueue<>();
    for (ListedSnapshot snapshot : snapshots.values()) {
      Set<SnapshotName> parents = parents(snapshot);
      parents.forEach(
          parent -> children.computeIfAbsent(parent, p -> new HashSet<>()).add(snapshot.name()));
      waitsFor.put(snapshot.name(), parents.size());
      if (parents.isEmpty()) {
        next.add(snapshot.name());
      }
    }
    ImmutableList.Builder<ListedSnapshot> ordered = ImmutableList.builder();
    while (!waitsFor.isEmpty()) {
      // Only roots that were forged continue each other in a circle.
      SnapshotName name = next.isEmpty() ? waitsFor.keySet().iterator().next() : next.poll();
      if (waitsFor.remove(name) == null) {
        continue;
      }
      ordered.add(snapshots.get(name));
      for (SnapshotName child : children.getOrDefault(name, Set.of())) {
        Integer left = waitsFor.computeIfPresent(child, (c, count) -> count - 1);
        if (left != null && left == 0) {
          next.add(child);
        }
      }
    }
    return ordered.build();
  }
}
