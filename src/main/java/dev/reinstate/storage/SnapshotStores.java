package dev.reinstate.storage;

import dev.reinstate.snapshot.SnapshotStore;
import java.nio.file.Path;

/** Opens the store that a {@code --snapshot} value names. */
public final class SnapshotStores {

  private SnapshotStores() {}

  /**
   * Opens {@code gs://bucket[/prefix]} or a directory. Nothing is read or created yet, and Google's
   * client, which takes half a second to load, is loaded for its buckets only.
   *
   * @param waits how Google is waited for
   * @throws IllegalArgumentException when the location is malformed
   */
  public static SnapshotStore open(String location, StorageWaits waits) {
    if (location.startsWith(BucketLocation.SCHEME)) {
      return GoogleCloudStore.open(location, waits);
    }
    if (location.contains("://")) {
      throw new IllegalArgumentException(
          "'" + location + "' is neither gs://bucket[/prefix] nor a directory");
    }
    return new DirectoryStore(Path.of(location));
  }
}
