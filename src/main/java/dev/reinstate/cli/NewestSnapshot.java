package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.audit.followed.SnapshotFeed;
import dev.reinstate.cli.option.AsOfOption;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.history.SnapshotReader;
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
  private ImmutableList<SnapshotProblem> warned = ImmutableList.of();

  NewestSnapshot(SnapshotStore store) {
    this.store = store;
    this.reader = new SnapshotReader(store, new FanOut(AsOfOption.READS_AT_ONCE));
  }

  @Override
  public MergeBase read() throws IOException {
    LoadedSnapshot found =
        reader
            .latest(repository -> true)
            .orElseThrow(
                () ->
                    new IOException(
                        "--snapshot: "
                            + store
                            + " holds no snapshot; `reinstate snapshot take` makes one"));
    if (!found.problems().equals(warned)) {
      warned = found.problems();
      warned.forEach(problem -> LOG.warn("The snapshot is damaged: {}", problem));
    }
    if (last.isEmpty() || !last.get().name().equals(found.name())) {
      last = Optional.of(found);
    }
    return last.get().state();
  }
}
