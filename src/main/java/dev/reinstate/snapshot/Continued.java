package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the next snapshot continues: all that none continues yet, so that runs that parted meet
 * again. A damaged root is continued too, and the one before it says what was agreed.
 *
 * @param names of all snapshots there are
 * @param predecessors none in a store without snapshots
 * @param ancestors how many snapshots the next one continues, directly or not
 * @param prefixes those that the predecessors have trees of
 */
record Continued(
    ImmutableSortedSet<SnapshotName> names,
    ImmutableList<Predecessor> predecessors,
    long ancestors,
    ImmutableSet<RegistryPrefix> prefixes,
    JoinedBranches branches) {

  static Continued read(SnapshotStore store, FanOut fanOut, InstantSource clock)
      throws IOException {
    SnapshotList roots = new SnapshotList(store, fanOut);
    SnapshotReader reader = new SnapshotReader(store, fanOut, clock);
    ImmutableSortedSet<SnapshotName> names = SnapshotList.names(store);
    ImmutableList<ListedSnapshot> tips = new SnapshotTips(store, roots, clock, true).find(names);
    if (tips.size() == 1 && tips.getFirst() instanceof ListedSnapshot.Intact) {
      return read(names, names.size(), tips, Optional.empty(), reader);
    }
    SnapshotHistory history = roots.history();
    Map<SnapshotName, ListedSnapshot> continued = new LinkedHashMap<>();
    tips.forEach(tip -> history.readable(tip).forEach(at -> continued.put(at.name(), at)));
    continued.keySet().removeAll(history.ancestors(ImmutableSet.copyOf(continued.keySet())));
    Optional<ListedSnapshot.Intact> before =
        continued.size() > 1 ? history.before(continued.keySet()) : Optional.empty();
    tips.forEach(tip -> continued.put(tip.name(), tip));
    return read(
        names,
        Sets.union(history.ancestors(continued.keySet()), continued.keySet()).size(),
        continued.values(),
        before,
        reader);
  }

  private static Continued read(
      ImmutableSortedSet<SnapshotName> names,
      long ancestors,
      Iterable<ListedSnapshot> continued,
      Optional<ListedSnapshot.Intact> before,
      SnapshotReader reader)
      throws IOException {
    ImmutableList.Builder<Predecessor> predecessors = ImmutableList.builder();
    ImmutableSet.Builder<RegistryPrefix> prefixes = ImmutableSet.builder();
    ImmutableList.Builder<AgreedState> states = ImmutableList.builder();
    for (ListedSnapshot snapshot : continued) {
      predecessors.add(new Predecessor(snapshot.name(), snapshot.digest()));
      if (snapshot instanceof ListedSnapshot.Intact intact) {
        LoadedSnapshot loaded = reader.load(intact.name(), repository -> true);
        states.add(loaded.state());
        prefixes.addAll(loaded.root().trees().keySet());
      }
    }
    AgreedState parted =
        before.isPresent()
            ? reader.load(before.get().name(), repository -> true).state()
            : AgreedState.EMPTY;
    return new Continued(
        names,
        predecessors.build(),
        ancestors,
        prefixes.build(),
        JoinedBranches.join(parted, states.build()));
  }
}
