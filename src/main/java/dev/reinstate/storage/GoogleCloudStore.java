package dev.reinstate.storage;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.snapshot.Documents;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.stream.VerifiedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Snapshots in a Google Cloud Storage bucket, which must exist. Needs {@code
 * storage.objects.create}, {@code get} and {@code list}; never deletes or overwrites, so a locked
 * retention policy is no obstacle.
 */
public final class GoogleCloudStore implements SnapshotStore {

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
  private final Documents snapshots;
  private final Documents successors;
  private final Documents journal;
  private volatile StoredCopies copies;

  private GoogleCloudStore(BucketLocation location, Storage storage, StorageWaits waits) {
    this.location = location;
    this.storage = storage;
    this.root = new BucketRoot(location, storage, waits);
    this.snapshots = root.documents(StoreLayout.SNAPSHOTS);
    this.successors = root.documents(StoreLayout.SUCCESSORS);
    this.journal = root.documents(StoreLayout.JOURNAL);
  }

  /**
   * Opens {@code gs://bucket[/prefix]} with application default credentials; no request is made.
   *
   * @throws IllegalArgumentException when the location is malformed
   */
  static GoogleCloudStore open(String uri, StorageWaits waits) {
    return open(uri, StorageOptions.http().setRetrySettings(PATIENT).build(), waits);
  }

  /** Opens a location with other credentials, another host or other retry settings. */
  static GoogleCloudStore open(String uri, StorageOptions options, StorageWaits waits) {
    return new GoogleCloudStore(BucketLocation.parse(uri), options.getService(), waits);
  }

  @Override
  public ImmutableMap<DescriptorDigest, Long> blobs() throws IOException {
    StoredCopies all = list(StoreLayout.ALL_BLOBS);
    copies = all;
    return all.sizes();
  }

  private StoredCopies list(String folder) throws IOException {
    String all = root.prefix(StoreLayout.ALL_BLOBS);
    StoredCopies found = new StoredCopies();
    root.reader()
        .list(root.prefix(folder))
        .forEach((name, size) -> found.add(name.substring(all.length()), size));
    return found;
  }

  /** Which blobs were repaired; looked for once, or known from the listing of all. */
  private synchronized StoredCopies copies() throws IOException {
    if (copies == null) {
      copies = list(StoreLayout.REPAIRED);
    }
    return copies;
  }

  @Override
  public InputStream openBlob(DescriptorDigest digest) throws IOException {
    return open(
        copies().repaired(digest).map(number -> repaired(digest, number)).orElse(blob(digest)),
        digest);
  }

  @Override
  public InputStream openOriginal(DescriptorDigest digest) throws IOException {
    return open(blob(digest), digest);
  }

  private InputStream open(String name, DescriptorDigest digest) throws IOException {
    return new VerifiedInputStream(
        root.reader().open(name),
        new PromisedBlob(root.reader().location(name), digest, Descriptor.UNKNOWN_SIZE));
  }

  @Override
  public boolean createBlob(DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    return create(blob(digest), digest, size, content);
  }

  @Override
  public boolean repairBlob(DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    boolean created = create(repaired(digest, copies().next(digest)), digest, size, content);
    copies().addRepaired(digest, size);
    return created;
  }

  private boolean create(String name, DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    root.prepare();
    return root.writer()
        .create(
            name,
            new VerifiedInputStream(
                content, new PromisedBlob("what was read for it", digest, size)));
  }

  @Override
  public Documents snapshots() {
    return snapshots;
  }

  @Override
  public Documents successors() {
    return successors;
  }

  @Override
  public Documents journal() {
    return journal;
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

  private String blob(DescriptorDigest digest) {
    return root.prefix(StoreLayout.BLOBS) + digest.getHash();
  }

  private String repaired(DescriptorDigest digest, int number) {
    return root.prefix(StoreLayout.REPAIRED) + StoreLayout.repairedName(digest, number);
  }
}
