package dev.reinstate.snapshot.history;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.format.SnapshotRootCodec;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;

/** Lists the snapshots of a store by their roots alone. */
public final class SnapshotList {

  private final SnapshotStore store;
  private final ParallelIo parallel;

  public SnapshotList(SnapshotStore store, FanOut fanOut) {
    this.store = store;
    this.parallel = new ParallelIo(fanOut);
  }

  /** All snapshots, each after those it continues. */
  public ImmutableList<ListedSnapshot> list() throws IOException {
    return history().inOrder();
  }

  /** What the roots of all snapshots say of each other. */
  public SnapshotHistory history() throws IOException {
    return new SnapshotHistory(parallel.map(names(store), this::read));
  }

  /** The names of all snapshots; objects with other names are none. */
  public static ImmutableSortedSet<SnapshotName> names(SnapshotStore store) throws IOException {
    return store.snapshots().names("").stream()
        .map(SnapshotName::parse)
        .flatMap(Optional::stream)
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  ListedSnapshot read(SnapshotName name) throws IOException {
    byte[] bytes;
    try {
      bytes = store.snapshots().read(name.toString());
    } catch (ContentMismatchException e) {
      // Too large to be one, and to be hashed.
      return new ListedSnapshot.Damaged(name, Digests.of(new byte[0]), e.getMessage());
    }
    DescriptorDigest digest = Digests.of(bytes);
    try {
      SnapshotRoot root = SnapshotRootCodec.decode("snapshot " + name + " in " + store, bytes);
      return new ListedSnapshot.Intact(name, digest, root);
    } catch (DamagedSnapshotException e) {
      return new ListedSnapshot.Damaged(name, digest, e.getMessage());
    }
  }
}
