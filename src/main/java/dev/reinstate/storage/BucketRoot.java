package dev.reinstate.storage;

import com.google.cloud.storage.Storage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The part of a bucket that is a store's. */
final class BucketRoot {

  private final BucketLocation location;
  private final BucketReader reader;
  private final BucketWriter writer;
  private final AtomicBoolean marked = new AtomicBoolean();

  BucketRoot(BucketLocation location, Storage storage, StorageWaits waits) {
    this.location = location;
    this.reader = new BucketReader(storage, waits, location.bucket());
    this.writer = new BucketWriter(storage, waits, location.bucket());
  }

  BucketReader reader() {
    return reader;
  }

  BucketWriter writer() {
    return writer;
  }

  /** What the names of the objects in a folder begin with. */
  String prefix(String folder) {
    return location.prefix() + folder + "/";
  }

  BucketDocuments documents(String folder) {
    return new BucketDocuments(prefix(folder), this);
  }

  /**
   * Before anything is written: says what the layout is, once. An attempt that fails is repeated by
   * the next write.
   */
  void prepare() throws IOException {
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
