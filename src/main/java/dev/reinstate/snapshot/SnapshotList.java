package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import java.io.IOException;

/** Lists the snapshots of a store by their roots alone. */
public final class SnapshotList {

  private final SnapshotStore store;
  private final SnapshotReader reader;
  private final ParallelIo parallel;

  public SnapshotList(SnapshotStore store, FanOut fanOut) {
    this.store = store;
    this.reader = new SnapshotReader(store, fanOut);
    this.parallel = new ParallelIo(fanOut);
  }

  /** All snapshots, oldest first. */
  public ImmutableList<ListedSnapshot> list() throws IOException {
    return parallel.map(reader.names(), this::read);
  }

  private ListedSnapshot read(SnapshotName name) throws IOException {
    byte[] bytes = store.snapshots().read(name.toString());
    DescriptorDigest digest = Digests.of(bytes);
    try {
      SnapshotRoot root = SnapshotRootCodec.decode("snapshot " + name + " in " + store, bytes);
      return new ListedSnapshot.Intact(name, digest, root);
    } catch (DamagedSnapshotException e) {
      return new ListedSnapshot.Damaged(name, digest, e.getMessage());
    }
  }
}
