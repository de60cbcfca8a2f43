package dev.reinstate.storage;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
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

  private GoogleCloudStore(BucketLocation location, Storage storage) {
    this.location = location;
    this.storage = storage;
    this.root = new BucketRoot(location, storage);
    this.snapshots = root.documents(StoreLayout.SNAPSHOTS);
    this.successors = root.documents(StoreLayout.SUCCESSORS);
    this.journal = root.documents(StoreLayout.JOURNAL);
  }

  /**
   * Opens {@code gs://bucket[/prefix]} with application default credentials; no request is made.
   *
   * @throws IllegalArgumentException when the location is malformed
   */
  public static GoogleCloudStore open(String uri) {
    return open(uri, StorageOptions.http().setRetrySettings(PATIENT).build());
  }

  /** Opens a location with other credentials, another host or other retry settings. */
  static GoogleCloudStore open(String uri, StorageOptions options) {
    return new GoogleCloudStore(BucketLocation.parse(uri), options.getService());
  }

  @Override
  public ImmutableMap<DescriptorDigest, Long> blobs() throws IOException {
    String prefix = root.prefix(StoreLayout.BLOBS);
    ImmutableMap.Builder<DescriptorDigest, Long> blobs = ImmutableMap.builder();
    root.reader()
        .list(prefix)
        .forEach(
            (name, size) -> {
              String hex = name.substring(prefix.length());
              if (StoreLayout.isBlobName(hex)) {
                blobs.put(Digests.ofHex(hex), size);
              }
            });
    return blobs.buildOrThrow();
  }

  @Override
  public InputStream openBlob(DescriptorDigest digest) throws IOException {
    String name = blob(digest);
    return new VerifiedInputStream(
        root.reader().open(name),
        new PromisedBlob(root.reader().location(name), digest, Descriptor.UNKNOWN_SIZE));
  }

  @Override
  public boolean createBlob(DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    root.prepare();
    return root.writer()
        .create(
            blob(digest),
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
}
