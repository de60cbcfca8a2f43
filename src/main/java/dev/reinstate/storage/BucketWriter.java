package dev.reinstate.storage;

import static com.google.common.hash.Hashing.crc32c;

import com.google.cloud.WriteChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.StorageException;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Ints;
import dev.reinstate.snapshot.ContentMismatchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/**
 * Creates objects in a bucket, never replacing one: every request carries {@code
 * ifGenerationMatch=0}. That also makes them safe to retry, which the client does.
 *
 * <p>Source: https://cloud.google.com/storage/docs/request-preconditions.
 */
final class BucketWriter {

  /** What fits is sent in one request; more goes through a resumable upload. */
  private static final int SMALL_BYTES = 1 << 20;

  /** What one upload keeps in memory; a multiple of 256 KiB. */
  private static final int CHUNK_BYTES = 4 << 20;

  /** Times what one upload keeps in memory is what uploads take of the heap. */
  private static final int UPLOADS_AT_ONCE = 16;

  private static final int PRECONDITION_FAILED = 412;

  private final Storage storage;
  private final StorageWaits waits;
  private final String bucket;
  private final Semaphore permits = new Semaphore(UPLOADS_AT_ONCE);

  BucketWriter(Storage storage, StorageWaits waits, String bucket) {
    this.storage = storage;
    this.waits = waits;
    this.bucket = bucket;
  }

  /**
   * Creates an object from content that throws at its end when it is wrong; then nothing becomes
   * visible.
   *
   * @return false when there is one of this name: another writer's, or our own whose answer was
   *     lost; it must have the same bytes
   */
  boolean create(String name, InputStream content) throws IOException {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted before storing " + location(name));
    }
    try {
      byte[] head = content.readNBytes(SMALL_BYTES);
      return head.length < SMALL_BYTES ? createSmall(name, head) : createLarge(name, head, content);
    } catch (StorageException e) {
      throw BucketAccess.CREATE.exception(location(name), e);
    } finally {
      permits.release();
    }
  }

  private boolean createSmall(String name, byte[] bytes) throws IOException {
    String checksum = encoded(crc32c().hashBytes(bytes));
    BlobInfo info = BlobInfo.newBuilder(BlobId.of(bucket, name)).setCrc32c(checksum).build();
    try {
      var unused =
          creating(
              name,
              () ->
                  storage.create(
                      info,
                      bytes,
                      BlobTargetOption.doesNotExist(),
                      BlobTargetOption.disableGzipContent()));
      return true;
    } catch (StorageException e) {
      if (e.getCode() != PRECONDITION_FAILED) {
        throw e;
      }
      checkExisting(name, checksum);
      return false;
    }
  }

  private boolean createLarge(String name, byte[] head, InputStream rest) throws IOException {
    try {
      Upload upload = new Upload(name);
      upload.write(head, head.length);
      byte[] buffer = head;
      for (int read = rest.read(buffer); read >= 0; read = rest.read(buffer)) {
        upload.write(buffer, read);
      }
      checkExisting(name, upload.finish());
      return true;
    } catch (StorageException e) {
      if (e.getCode() != PRECONDITION_FAILED) {
        throw e;
      }
      return false;
    }
  }

  private void checkExisting(String name, String checksum) throws IOException {
    Blob existing =
        waits.call(
            storage,
            BucketAccess.READ,
            location(name),
            () -> storage.get(BlobId.of(bucket, name), BlobGetOption.fields(BlobField.CRC32C)));
    if (existing != null && !checksum.equals(existing.getCrc32c())) {
      throw new ContentMismatchException(
          "%s exists with other bytes: its CRC32C is %s, not %s"
              .formatted(location(name), existing.getCrc32c(), checksum));
    }
  }

  private <T> T creating(String name, StorageWaits.Call<T> call) throws IOException {
    return waits.call(storage, BucketAccess.CREATE, location(name), call);
  }

  private String location(String name) {
    return BucketLocation.SCHEME + bucket + "/" + name;
  }

  /** As Google writes it: base64, big-endian; Guava's bytes are little-endian. */
  private static String encoded(HashCode hash) {
    return BaseEncoding.base64().encode(Ints.toByteArray(hash.asInt()));
  }

  /**
   * A resumable upload. Only closing its channel makes the object, so an upload whose content fails
   * is left open, and expires after a week.
   *
   * <p>Source: https://cloud.google.com/storage/docs/resumable-uploads.
   */
  private final class Upload {

    private final String name;
    private final WriteChannel channel;
    private final Hasher checksum = crc32c().newHasher();

    Upload(String name) throws IOException {
      this.name = name;
      this.channel =
          creating(
              name,
              () ->
                  storage.writer(
                      BlobInfo.newBuilder(BlobId.of(bucket, name)).build(),
                      BlobWriteOption.doesNotExist()));
      channel.setChunkSize(CHUNK_BYTES);
    }

    void write(byte[] buffer, int length) throws IOException {
      checksum.putBytes(buffer, 0, length);
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
      try {
        while (bytes.hasRemaining()) {
          var unused = creating(name, () -> channel.write(bytes));
        }
      } catch (IOException e) {
        throw BucketAccess.CREATE.exception(location(name), e);
      }
    }

    private Void close() throws IOException {
      channel.close();
      return null;
    }

    /** The checksum of what was sent. */
    String finish() throws IOException {
      try {
        creating(name, this::close);
      } catch (IOException e) {
        throw BucketAccess.CREATE.exception(location(name), e);
      }
      return encoded(checksum.hash());
    }
  }
}
