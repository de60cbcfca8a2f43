package dev.reinstate.storage;

import dev.reinstate.apply.lease.LeaseStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the place that a {@code --lease} value names. */
public final class LeaseStores {

  private LeaseStores() {}

  /**
   * Opens {@code gs://bucket/object} or a file. Nothing is read or created yet.
   *
   * @param waits how Google is waited for
   * @throws IllegalArgumentException when the location is malformed
   */
  public static LeaseStore open(String location, StorageWaits waits) {
    if (location.startsWith(BucketLocation.SCHEME)) {
      return BucketLeaseStore.open(location, waits);
    }
    if (location.contains("://")) {
      throw new IllegalArgumentException(
          "'" + location + "' is neither gs://bucket/object nor a file");
    }
    Path file = Path.of(location).toAbsolutePath();
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException("'" + location + "' is a directory, not a file");
    }
    return new FileLeaseStore(file);
  }
}
