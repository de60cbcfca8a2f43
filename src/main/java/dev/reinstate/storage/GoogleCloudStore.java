package dev.reinstate.storage;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.network.GoogleAccess;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Snapshots in a Google Cloud Storage bucket, which must exist. Needs {@code
 * storage.objects.create}, {@code get} and {@code list}; never deletes or overwrites, so a locked
 * retention policy is no obstacle.
 */
public final class GoogleCloudStore extends LayoutStore<String> {

  /** A nightly job has more time than the minute that the client gives up after. */
  private static final RetrySettings PATIENT =
      RetrySettings.newBuilder()
          .setInitialRetryDelayDuration(Duration.ofSeconds(1))
          .setRetryDelayMultiplier(2)
          .setMaxRetryDelayDuration(Duration.ofSeconds(32))
          .setTotalTimeoutDuration(Duration.ofMinutes(5))
          .build();

  private final BucketLocation location;
  private final Storage storage;
  private final BucketRoot root;

  private GoogleCloudStore(BucketLocation location, Storage storage, BucketRoot root) {
    super(root::documents);
    this.location = location;
    this.storage = storage;
    this.root = root;
  }

  /**
   * Opens {@code gs://bucket[/prefix]} with application default credentials; no request is made to
   * it.
   *
   * @throws IllegalArgumentException when the location is malformed
   */
  static GoogleCloudStore open(String uri, GoogleAccess google, StorageWaits waits) {
    return open(uri, options(google, waits), waits);
  }

  private static StorageOptions options(GoogleAccess google, StorageWaits waits) {
    return BucketService.options(google, waits).setRetrySettings(PATIENT).build();
  }

  /** As patient a client for whatever else is kept there. */
  static Storage client(GoogleAccess google, StorageWaits waits) {
    return options(google, waits).getService();
  }

  /** Opens a location with other credentials, another host or other retry settings. */
  static GoogleCloudStore open(String uri, StorageOptions options, StorageWaits waits) {
    BucketLocation location = BucketLocation.parse(uri);
    Storage storage = options.getService();
    return new GoogleCloudStore(location, storage, new BucketRoot(location, storage, waits));
  }

  @Override
  StoredCopies listAll() throws IOException {
    return list(StoreLayout.ALL_BLOBS);
  }

  @Override
  StoredCopies listRepaired() throws IOException {
    return list(StoreLayout.REPAIRED);
  }

  private StoredCopies list(String folder) throws IOException {
    String all = root.prefix(StoreLayout.ALL_BLOBS);
    StoredCopies found = new StoredCopies();
    root.reader()
        .list(root.prefix(folder))
        .forEach((name, size) -> found.add(name.substring(all.length()), size));
    return found;
  }

  @Override
  String place(String folder, String name) {
    return root.prefix(folder) + name;
  }

  @Override
  String location(String object) {
    return root.reader().location(object);
  }

  @Override
  InputStream open(String object, DescriptorDigest digest) throws IOException {
    return root.reader().open(object);
  }

  @Override
  boolean create(String object, InputStream content) throws IOException {
    root.prepare();
    return root.writer().create(object, content);
  }

  @Override
  public String toString() {
    return location.toString();
  }

  @Override
  public void close() throws IOException {
    try {
      storage.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot close " + location, e);
    }
  }
}
