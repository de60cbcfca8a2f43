package dev.reinstate.storage;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

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
  private final BucketReader reader;
  private final BucketWriter writer;
  private final BucketDocuments snapshots;
  private final BucketDocuments journal;
  private final AtomicBoolean marked = new AtomicBoolean();

  private GoogleCloudStore(BucketLocation location, Storage storage) {
    this.location = location;
    this.storage = storage;
    this.reader = new BucketReader(storage, location.bucket());
    this.writer = new BucketWriter(storage, location.bucket());
    this.snapshots = documents(StoreLayout.SNAPSHOTS);
    this.journal = documents(StoreLayout.JOURNAL);
  }

  private BucketDocuments documents(String folder) {
    return new BucketDocuments(location.prefix() + folder + "/", reader, writer);
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
    String prefix = location.prefix() + StoreLayout.BLOBS + "/";
    ImmutableMap.Builder<DescriptorDigest, Long> blobs = ImmutableMap.builder();
    reader
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
        reader.open(name), reader.location(name), digest, Descriptor.UNKNOWN_SIZE);
  }

  @Override
  public boolean createBlob(DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    mark();
    return writer.create(
        blob(digest), new VerifiedInputStream(content, "what was read for it", digest, size));
  }

  @Override
  public ImmutableSortedSet<String> snapshots() throws IOException {
    return snapshots.names("");
  }

  @Override
  public byte[] readSnapshot(String name) throws IOException {
    return snapshots.read(name);
  }

  @Override
  public void createSnapshot(String name, byte[] root) throws IOException {
    mark();
    snapshots.create(name, root);
  }

  @Override
  public ImmutableSortedSet<String> journal(String from) throws IOException {
    return journal.names(from);
  }

  @Override
  public byte[] readJournalEntry(String name) throws IOException {
    return journal.read(name);
  }

  @Override
  public void createJournalEntry(String name, byte[] entry) throws IOException {
    mark();
    journal.create(name, entry);
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
    return location.prefix() + StoreLayout.BLOBS + "/" + digest.getHash();
  }

  /** Says what the layout is, once; an attempt that fails is repeated by the next write. */
  private void mark() throws IOException {
    if (marked.get()) {
      return;
    }
    String marker = location.prefix() + StoreLayout.MARKER;
    if (!reader.list(marker).containsKey(marker)) {
      writer.create(marker, new ByteArrayInputStream(StoreLayout.markerContent()));
    }
    marked.set(true);
  }
}
