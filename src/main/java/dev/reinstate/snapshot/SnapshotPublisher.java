package dev.reinstate.snapshot;

import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.Optional;

/** Names and writes snapshot roots. */
final class SnapshotPublisher {

  /** Only another run in the same second, or a clock that jumped, can take a name. */
  private static final int MAX_ATTEMPTS = 100;

  private final SnapshotStore store;

  SnapshotPublisher(SnapshotStore store) {
    this.store = store;
  }

  /** The link to the snapshot that the next one continues. */
  Predecessor predecessor(SnapshotName name) throws IOException {
    return new Predecessor(name, Digests.of(store.readSnapshot(name.toString())));
  }

  /**
   * Writes a root under the name of its time, or the next free second after that and after its
   * predecessor, so that the newest snapshot always has the greatest name.
   */
  SnapshotName publish(SnapshotRoot root) throws IOException {
    byte[] bytes = SnapshotRootCodec.encode(root);
    SnapshotName name = firstName(root.created(), root.predecessor());
    for (int attempt = 1; ; attempt++) {
      try {
        store.createSnapshot(name.toString(), bytes);
        return name;
      } catch (FileAlreadyExistsException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
        name = name.next();
      }
    }
  }

  private static SnapshotName firstName(Instant created, Optional<Predecessor> predecessor) {
    SnapshotName now = SnapshotName.at(created);
    return predecessor
        .map(last -> last.name().next())
        .filter(next -> next.compareTo(now) > 0)
        .orElse(now);
  }
}
