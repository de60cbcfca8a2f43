package dev.reinstate.snapshot.take;

import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.PlausibleTime;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.format.SnapshotRootCodec;
import dev.reinstate.snapshot.history.SnapshotList;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Names and writes snapshot roots. Of two runs that continue one snapshot a single one succeeds:
 * before its root is written under a clock's name, it is written under one that follows from its
 * predecessor alone. What a run that died left there is published by the next one.
 */
final class SnapshotPublisher {

  /** More than can be taken in the seconds that two clocks differ, or damaged in one place. */
  private static final int MOST_NAMES = 1000;

  private final SnapshotStore store;

  SnapshotPublisher(SnapshotStore store) {
    this.store = store;
  }

  /**
   * Writes a root. Empty, with nothing of it written, when another run published one meanwhile.
   *
   * @param known the names of all snapshots there were when what it continues was read
   */
  Optional<SnapshotName> publish(SnapshotRoot root, ImmutableSortedSet<SnapshotName> known)
      throws IOException {
    if (!SnapshotList.names(store).equals(known)) {
      return Optional.empty();
    }
    byte[] bytes = SnapshotRootCodec.encode(root);
    SnapshotRoot first = succeed(root, bytes);
    SnapshotName name = write(first, SnapshotRootCodec.encode(first));
    return first.equals(root) ? Optional.of(name) : Optional.empty();
  }

  /** The root that continues its first predecessor: this one, unless another was quicker. */
  private SnapshotRoot succeed(SnapshotRoot root, byte[] bytes) throws IOException {
    String place = root.predecessor().map(first -> first.digest().getHash()).orElse("first");
    String name = place;
    for (int number = 2; number <= MOST_NAMES; number++) {
      try {
        store.successors().create(name, bytes);
        return root;
      } catch (FileAlreadyExistsException e) {
        byte[] there = store.successors().read(name);
        if (Arrays.equals(there, bytes)) {
          return root;
        }
        Optional<SnapshotRoot> other = successor(name, there, root.predecessor());
        if (other.isPresent()) {
          return other.get();
        }
      }
      // Damaged, and never to be replaced.
      name = place + "-" + number;
    }
    throw new IOException("successors/" + name + " in " + store + " is damaged, as all before it");
  }

  private Optional<SnapshotRoot> successor(
      String name, byte[] bytes, Optional<Predecessor> predecessor) {
    try {
      SnapshotRoot root = SnapshotRootCodec.decode("successors/" + name + " in " + store, bytes);
      return Optional.of(root)
          .filter(other -> other.predecessor().equals(predecessor))
          .filter(other -> Arrays.equals(SnapshotRootCodec.encode(other), bytes));
    } catch (DamagedSnapshotException e) {
      return Optional.empty();
    }
  }

  /** Under the first name that is free; everybody who writes this root arrives at the same. */
  private SnapshotName write(SnapshotRoot root, byte[] bytes) throws IOException {
    SnapshotName name = name(root);
    for (int attempt = 1; ; attempt++) {
      try {
        store.snapshots().create(name.toString(), bytes);
        return name;
      } catch (FileAlreadyExistsException e) {
        if (Arrays.equals(store.snapshots().read(name.toString()), bytes)) {
          return name;
        }
        if (attempt == MOST_NAMES) {
          throw e;
        }
        name = name.next();
      }
    }
  }

  /** After those of its predecessors, where their clocks were ahead by little. */
  private static SnapshotName name(SnapshotRoot root) {
    SnapshotName own = SnapshotName.at(root.created());
    return root.predecessors().stream()
        .map(Predecessor::name)
        .filter(before -> !PlausibleTime.isAhead(before.time(), root.created()))
        .map(SnapshotName::next)
        .reduce(own, (one, two) -> one.compareTo(two) > 0 ? one : two);
  }
}
