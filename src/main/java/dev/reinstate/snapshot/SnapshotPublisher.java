package dev.reinstate.snapshot;

import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Names and writes snapshot roots. */
final class SnapshotPublisher {

  private final SnapshotStore store;

  SnapshotPublisher(SnapshotStore store) {
    this.store = store;
  }

  /** The link to the snapshot that the next one continues. */
  Predecessor predecessor(SnapshotName name) throws IOException {
    return new Predecessor(name, Digests.of(store.snapshots().read(name.toString())));
  }

  /**
   * Writes a root under the name of its time, or of the second after its predecessor, so that the
   * newest snapshot always has the greatest name. Empty, with nothing written, when another run
   * published one since the predecessor.
   */
  Optional<SnapshotName> publish(SnapshotRoot root) throws IOException {
    Optional<SnapshotName> continued = root.predecessor().map(Predecessor::name);
    if (!newest().equals(continued)) {
      return Optional.empty();
    }
    SnapshotName name = name(root.created(), continued);
    try {
      store.snapshots().create(name.toString(), SnapshotRootCodec.encode(root));
      return Optional.of(name);
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    }
  }

  private Optional<SnapshotName> newest() throws IOException {
    return store.snapshots().names("").stream()
        .map(SnapshotName::parse)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  private static SnapshotName name(Instant created, Optional<SnapshotName> continued) {
    SnapshotName now = SnapshotName.at(created);
    return continued.map(SnapshotName::next).filter(next -> next.compareTo(now) > 0).orElse(now);
  }
}
