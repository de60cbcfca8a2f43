package dev.reinstate.storage;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.StorageException;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.stream.BlockInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Lists and reads the objects of a bucket. */
final class BucketReader {

  private static final int PAGE_SIZE = 1000;

  /** Each read is waited for by itself. */
  private static final int READ_BYTES = 64 << 10;

  private final Storage storage;
  private final StorageWaits waits;
  private final String bucket;

  BucketReader(Storage storage, StorageWaits waits, String bucket) {
    this.storage = storage;
    this.waits = waits;
    this.bucket = bucket;
  }

  /** The size of every object below a prefix, by name; all pages. */
  ImmutableMap<String, Long> list(String prefix) throws IOException {
    return list(prefix, prefix);
  }

  /**
   * The same without what comes before a name.
   *
   * @param from begins with the prefix
   */
  ImmutableMap<String, Long> list(String prefix, String from) throws IOException {
    try {
      return waits.call(storage, BucketAccess.LIST, location(prefix), () -> sizes(prefix, from));
    } catch (StorageException e) {
      if (e.getCode() == 404) {
        throw new NoSuchFileException(
            BucketLocation.SCHEME + bucket, null, "there is no such bucket; create it first");
      }
      throw BucketAccess.LIST.exception(location(prefix), e);
    }
  }

  private ImmutableMap<String, Long> sizes(String prefix, String from) {
    ImmutableMap.Builder<String, Long> sizes = ImmutableMap.builder();
    List<BlobListOption> options = new ArrayList<>();
    options.add(BlobListOption.pageSize(PAGE_SIZE));
    options.add(BlobListOption.fields(BlobField.NAME, BlobField.SIZE));
    if (!from.isEmpty()) {
      options.add(BlobListOption.prefix(prefix));
      options.add(BlobListOption.startOffset(from));
    }
    for (Blob object : storage.list(bucket, options.toArray(BlobListOption[]::new)).iterateAll()) {
      sizes.put(object.getName(), size(object));
    }
    return sizes.buildOrThrow();
  }

  /**
   * Google's own testbench leaves out what is zero, as the JSON form of protocol buffers may:
   * https://protobuf.dev/programming-guides/json/.
   */
  static long size(Blob object) {
    return Objects.requireNonNullElse(object.getSize(), 0L);
  }

  /** The bytes of an object, which the client goes on reading where a connection broke. */
  InputStream open(String name) throws IOException {
    // As stored: decompressive transcoding would change length and hash.
    // https://cloud.google.com/storage/docs/transcoding
    ReadChannel channel =
        storage.reader(BlobId.of(bucket, name), BlobSourceOption.shouldReturnRawInputStream(true));
    // One streamed request; the client's own buffer would be megabytes for every open object.
    channel.setChunkSize(0);
    InputStream content =
        new BufferedInputStream(
            new ObjectStream(Channels.newInputStream(channel), location(name)), READ_BYTES);
    try {
      // The client asks for nothing until the first read; a missing object must show here.
      content.mark(1);
      content.read();
      content.reset();
      return content;
    } catch (IOException e) {
      content.close();
      throw e;
    }
  }

  String location(String name) {
    return BucketLocation.SCHEME + bucket + "/" + name;
  }

  /** Failures of the client, as the exceptions a store throws. */
  private final class ObjectStream extends BlockInputStream {

    private final String location;

    ObjectStream(InputStream in, String location) {
      super(in);
      this.location = location;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        return waits.call(
            storage, BucketAccess.READ, location, () -> in.read(buffer, offset, length));
      } catch (StorageException e) {
        throw BucketAccess.READ.exception(location, e);
      } catch (IOException e) {
        throw BucketAccess.READ.exception(location, e);
      }
    }
  }
}
