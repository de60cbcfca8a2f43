package dev.reinstate.storage;

import com.google.cloud.storage.Storage;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.snapshot.Documents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** The part of a bucket that is a store's. */
final class BucketRoot {

  private final BucketLocation location;
  private final BucketReader reader;
  private final BucketWriter writer;
  private final int largest;
  private final AtomicBoolean marked;

  BucketRoot(BucketLocation location, Storage storage, StorageWaits waits) {
    this(location, storage, waits, StoreLayout.MAX_DOCUMENT_BYTES, /* marked= */ false);
  }

  private BucketRoot(
      BucketLocation location, Storage storage, StorageWaits waits, int largest, boolean marked) {
    this.location = location;
    this.largest = largest;
    this.marked = new AtomicBoolean(marked);
    this.reader = new BucketReader(storage, waits, location.bucket());
    this.writer = new BucketWriter(storage, waits, location.bucket());
  }

  /**
   * Documents right below a place that is no store.
   *
   * @param largest how many bytes one may have
   */
  static Documents documents(
      BucketLocation location, Storage storage, StorageWaits waits, int largest) {
    BucketRoot root = new BucketRoot(location, storage, waits, largest, /* marked= */ true);
    return new StoredDocuments(location.prefix(), root);
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

  Documents documents(String folder) {
    return new StoredDocuments(prefix(folder), this);
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

  /**
   * Small documents by name, each an object of a bucket.
   *
   * @param prefix of their objects, with its slash
   */
  private record StoredDocuments(String prefix, BucketRoot root) implements Documents {

    @Override
    public ImmutableSortedSet<String> names(String from) throws IOException {
      return root.reader().list(prefix, prefix + from).keySet().stream()
          .flatMap(object -> StoreLayout.documentName(object.substring(prefix.length())).stream())
          .filter(name -> name.indexOf('/') < 0)
          .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
    }

    @Override
    public byte[] read(String name) throws IOException {
      String object = object(name);
      try (InputStream content = root.reader().open(object)) {
        return StoreLayout.readDocument(content, root.largest, location(object));
      }
    }

    @Override
    public void create(String name, byte[] document) throws IOException {
      String object = object(name);
      StoreLayout.checkDocument(document, root.largest, location(object));
      root.prepare();
      try {
        if (root.writer().create(object, new ByteArrayInputStream(document))) {
          return;
        }
      } catch (ContentMismatchException e) {
        throw new FileAlreadyExistsException(location(object), null, e.getMessage());
      }
      // A refused retry of a write that had succeeded: whether it is ours, the bytes tell.
      if (!Arrays.equals(document, read(name))) {
        throw new FileAlreadyExistsException(location(object));
      }
    }

    private String location(String object) {
      return root.reader().location(object);
    }

    private String object(String name) {
      return prefix + StoreLayout.documentFile(name);
    }
  }
}
