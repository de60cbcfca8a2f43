package dev.reinstate.snapshot.history;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import com.google.common.collect.SetMultimap;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which snapshot continues which, from what roots say of each other. No clock has a part in it, and
 * nothing here fails for a root that was forged.
 */
public final class SnapshotHistory {

  private final ImmutableSortedMap<SnapshotName, ListedSnapshot> snapshots;

  /** Those of its predecessors that are there. */
  private final ImmutableMap<SnapshotName, ImmutableSortedSet<SnapshotName>> parents;

  /** By name; a snapshot after all that it continues, otherwise in the order of names. */
  private final ImmutableList<ListedSnapshot> inOrder;

  /** All there are. */
  SnapshotHistory(Iterable<ListedSnapshot> all) {
    this.snapshots =
        ImmutableSortedMap.copyOf(
            Maps.uniqueIndex(all, ListedSnapshot::name), Comparator.naturalOrder());
    this.parents = findParents();
    this.inOrder = order();
  }

  public ListedSnapshot get(SnapshotName name) {
    return snapshots.get(name);
  }

  /** Oldest first. */
  public ImmutableList<ListedSnapshot> inOrder() {
    return inOrder;
  }

  /**
   * Those that no readable one continues, in the order of names; one, where runs never parted and
   * nothing is damaged.
   */
  public ImmutableList<ListedSnapshot> tips() {
    Set<SnapshotName> continued =
        ancestors(
            Iterables.transform(
                Iterables.filter(inOrder, ListedSnapshot.Intact.class),
                ListedSnapshot.Intact::name));
    ImmutableList<ListedSnapshot> tips =
        snapshots.values().stream()
            .filter(snapshot -> !continued.contains(snapshot.name()))
            .collect(ImmutableList.toImmutableList());
    return tips.isEmpty() && !inOrder.isEmpty() ? ImmutableList.of(inOrder.getLast()) : tips;
  }

  /** A snapshot and all that it continues, directly or not, newest first. */
  ImmutableList<ListedSnapshot> backFrom(ListedSnapshot snapshot) {
    Set<SnapshotName> continued = ancestors(ImmutableList.of(snapshot.name()));
    return inOrder.reverse().stream()
        .filter(each -> each.equals(snapshot) || continued.contains(each.name()))
        .collect(ImmutableList.toImmutableList());
  }

  private ImmutableSet<SnapshotName> ancestors(Iterable<SnapshotName> of) {
    return reached(of, parents::get);
  }

  private static ImmutableSet<SnapshotName> reached(
      Iterable<SnapshotName> from, Function<SnapshotName, Collection<SnapshotName>> next) {
    Set<SnapshotName> seen = new HashSet<>();
    Deque<SnapshotName> open = new ArrayDeque<>();
    from.forEach(open::add);
    while (!open.isEmpty()) {
      for (SnapshotName name : next.apply(open.pop())) {
        if (seen.add(name)) {
          open.add(name);
        }
      }
    }
    return ImmutableSet.copyOf(seen);
  }

  /** The last snapshot that all of some continue. */
  public Optional<ListedSnapshot.Intact> before(Iterable<SnapshotName> parted) {
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

  /** Those of its predecessors that are there; of a damaged one, the likely one. */
  ImmutableSortedSet<SnapshotName> parents(ListedSnapshot snapshot) {
    return parents.get(snapshot.name());
  }

  private ImmutableMap<SnapshotName, ImmutableSortedSet<SnapshotName>> findParents() {
    Map<SnapshotName, ImmutableSortedSet<SnapshotName>> found = new HashMap<>();
    SetMultimap<SnapshotName, SnapshotName> children = HashMultimap.create();
    for (ListedSnapshot snapshot : snapshots.values()) {
      if (snapshot instanceof ListedSnapshot.Intact intact) {
        ImmutableSortedSet<SnapshotName> named =
            intact.root().predecessors().stream()
                .map(Predecessor::name)
                .filter(name -> snapshots.containsKey(name) && !name.equals(snapshot.name()))
                .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
        found.put(snapshot.name(), named);
        named.forEach(parent -> children.put(parent, snapshot.name()));
      }
    }
    for (SnapshotName damaged : snapshots.keySet()) {
      if (!found.containsKey(damaged)) {
        Optional<SnapshotName> likely = likelyParent(damaged, children);
        found.put(damaged, likely.map(ImmutableSortedSet::of).orElse(ImmutableSortedSet.of()));
        likely.ifPresent(parent -> children.put(parent, damaged));
      }
    }
    return ImmutableMap.copyOf(found);
  }

  /** The name before, else the last one, of those that do not continue it. */
  private Optional<SnapshotName> likelyParent(
      SnapshotName damaged, SetMultimap<SnapshotName, SnapshotName> children) {
    Set<SnapshotName> later = reached(ImmutableList.of(damaged), children::get);
    return Stream.concat(
            snapshots.headMap(damaged).keySet().descendingSet().stream(),
            snapshots.tailMap(damaged, /* inclusive= */ false).keySet().descendingSet().stream())
        .filter(name -> !later.contains(name))
        .findFirst();
  }

  private ImmutableList<ListedSnapshot> order() {
    Map<SnapshotName, Integer> waitsFor = new TreeMap<>();
    Map<SnapshotName, Set<SnapshotName>> children = new LinkedHashMap<>();
    PriorityQueue<SnapshotName> next = new PriorityQueue<>();
    for (ListedSnapshot snapshot : snapshots.values()) {
      Set<SnapshotName> before = parents(snapshot);
      before.forEach(
          parent -> children.computeIfAbsent(parent, p -> new HashSet<>()).add(snapshot.name()));
      waitsFor.put(snapshot.name(), before.size());
      if (before.isEmpty()) {
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
