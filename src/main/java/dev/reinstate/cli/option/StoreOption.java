package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.storage.StorageWaits;
import dev.reinstate.storage.Stores;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where snapshots are kept. */
public final class StoreOption {

  @Option(
      names = "--snapshot",
      paramLabel = "URI",
      description = "the snapshot store: gs://bucket[/prefix] or a directory")
  private String location;

  /** The store, if the user named one; nothing in it is read yet. The caller closes it. */
  public Optional<SnapshotStore> open(
      GoogleAccess google, StorageWaits waits, UsageProblems problems) {
    return location == null
        ? Optional.empty()
        : Optional.ofNullable(
            problems.check("--snapshot", () -> Stores.snapshots(location, google, waits), null));
  }

  /** How another command finds the same. */
  public ImmutableList<String> words() {
    return location == null ? ImmutableList.of() : ImmutableList.of("--snapshot=" + location);
  }

  /** The store; {@link UsageException} with all problems found so far when there is none. */
  public SnapshotStore require(
      ProcessContext context, GoogleAccess google, Resources resources, UsageProblems problems)
      throws UsageException {
    if (location == null) {
      problems.add("--snapshot=URI: say where the snapshots are");
    }
    Optional<SnapshotStore> store = resources.own(open(google, context.storageWaits(), problems));
    problems.throwIfAny();
    return store.orElseThrow();
  }
}
