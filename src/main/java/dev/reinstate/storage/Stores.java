package dev.reinstate.storage;

import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.snapshot.SnapshotStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens what an option names. Nothing is read or created yet, and Google's client, which takes half
 * a second to load, is loaded for its buckets only.
 */
public final class Stores {

  private Stores() {}

  /**
   * Opens {@code gs://bucket[/prefix]} or a directory.
   *
   * @param google how Google is reached
   * @param waits how Google is waited for
   * @throws IllegalArgumentException when the location is malformed
   */
  public static SnapshotStore snapshots(String location, GoogleAccess google, StorageWaits waits) {
    return location.startsWith(BucketLocation.SCHEME)
        ? GoogleCloudStore.open(location, google, waits)
        : new DirectoryStore(local(location, "gs://bucket[/prefix] nor a directory"));
  }

  /**
   * Opens {@code gs://bucket[/prefix]} or a directory for documents alone.
   *
   * @param google how Google is reached
   * @param waits how Google is waited for
   * @throws IllegalArgumentException when the location is malformed
   */
  public static DocumentFolder documents(String location, GoogleAccess google, StorageWaits waits) {
    if (location.startsWith(BucketLocation.SCHEME)) {
      return DocumentFolder.in(
          BucketLocation.parse(location), GoogleCloudStore.client(google, waits), waits);
    }
    Path directory = local(location, "gs://bucket[/prefix] nor a directory");
    if (Files.isRegularFile(directory)) {
      throw new IllegalArgumentException("'" + location + "' is a file, not a directory");
    }
    return DocumentFolder.in(directory);
  }

  /**
   * Opens {@code gs://bucket/object} or a file.
   *
   * @param google how Google is reached
   * @param waits how Google is waited for
   * @throws IllegalArgumentException when the location is malformed
   */
  public static LeaseStore lease(String location, GoogleAccess google, StorageWaits waits) {
    if (location.startsWith(BucketLocation.SCHEME)) {
      return BucketLeaseStore.open(location, google, waits);
    }
    Path file = local(location, "gs://bucket/object nor a file").toAbsolutePath();
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException("'" + location + "' is a directory, not a file");
    }
    return new FileLeaseStore(file);
  }

  private static Path local(String location, String known) {
    if (location.contains("://")) {
      throw new IllegalArgumentException("'" + location + "' is neither " + known);
    }
    return Path.of(location);
  }
}
