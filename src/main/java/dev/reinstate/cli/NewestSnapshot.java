package dev.reinstate.cli;

import dev.reinstate.audit.SnapshotFeed;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.snapshot.AgreedState;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.SnapshotReader;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest snapshot of a store in which there will be newer ones. */
final class NewestSnapshot implements SnapshotFeed {

  private static final Logger LOG = LoggerFactory.getLogger(NewestSnapshot.class);

  private final SnapshotStore store;
  private final SnapshotReader reader;
  private Optional<LoadedSnapshot> last = Optional.empty();

  NewestSnapshot(SnapshotStore store) {
    this.store = store;
    this.reader = new SnapshotReader(store, new FanOut(AsOfOption.READS_AT_ONCE));
  }

  @Override
  public AgreedState read() throws IOException {
    LoadedSnapshot found =
        reader
            .latest(repository -> true)
            .orElseThrow(
                () ->
                    new IOException(
                        "--snapshot: "
                            + store
                            + " holds no snapshot; `reinstate snapshot take` makes one"));
    if (last.isEmpty() || !last.get().name().equals(found.name())) {
      last = Optional.of(found);
      found.problems().forEach(problem -> LOG.warn("The snapshot is damaged: {}", problem));
    }
    return last.get().state();
  }
}
