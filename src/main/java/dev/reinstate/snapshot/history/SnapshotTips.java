package dev.reinstate.snapshot.history;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Finds the snapshots that none continues. One root is enough where it says that it continues all
 * the others there are; where none of the two likely ones does, all roots are read.
 */
public final class SnapshotTips {

  private final SnapshotStore store;
  private final SnapshotList roots;
  private final InstantSource clock;
  private final boolean thorough;

  /**
   * @param thorough whether runs of an old version may have parted and gone on, so that their
   *     newest root tells nothing of the others
   */
  public SnapshotTips(
      SnapshotStore store, SnapshotList roots, InstantSource clock, boolean thorough) {
    this.store = store;
    this.roots = roots;
    this.clock = clock;
    this.thorough = thorough;
  }

  /**
   * In the order of names.
   *
   * @param names of all snapshots there are
   */
  public ImmutableList<ListedSnapshot> find(ImmutableSortedSet<SnapshotName> names)
      throws IOException {
    for (SnapshotName name : likely(names)) {
      ListedSnapshot snapshot = roots.read(name);
      if (continuesAll(snapshot, names)) {
        return ImmutableList.of(snapshot);
      }
    }
    return roots.history().tips();
  }

  private ImmutableSet<SnapshotName> likely(ImmutableSortedSet<SnapshotName> names) {
    if (names.isEmpty()) {
      return ImmutableSet.of();
    }
    ImmutableSet.Builder<SnapshotName> likely = ImmutableSet.builder();
    likely.add(names.last());
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Optional.ofNullable(names.floor(new SnapshotName(now))).ifPresent(likely::add);
    return likely.build();
  }

  private boolean continuesAll(ListedSnapshot snapshot, ImmutableSortedSet<SnapshotName> names)
      throws IOException {
    if (!(snapshot instanceof ListedSnapshot.Intact intact)) {
      return false;
    }
    SnapshotRoot root = intact.root();
    if (root.ancestors().isPresent()) {
      return root.ancestors().getAsLong() == names.size() - 1;
    }
    // A root of an old version, which named each after the one before.
    return (!thorough || names.size() == 1)
        && snapshot.name().equals(names.last())
        && root.predecessors().stream()
            .map(SnapshotRoot.Predecessor::name)
            .toList()
            .equals(Optional.ofNullable(names.lower(snapshot.name())).stream().toList())
        && !isContinued(snapshot);
  }

  private boolean isContinued(ListedSnapshot snapshot) throws IOException {
    try {
      return store.successors().read(snapshot.digest().getHash()).length > 0;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
