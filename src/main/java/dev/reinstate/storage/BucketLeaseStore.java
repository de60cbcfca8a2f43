package dev.reinstate.storage;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.network.GoogleAccess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A lease in an object of a bucket; its version is the object's generation. Needs {@code
 * storage.objects.create}, {@code get} and {@code delete}, since replacing deletes what was there;
 * a bucket with a retention policy will not do.
 *
 * <p>Source: https://cloud.google.com/storage/docs/request-preconditions.
 */
final class BucketLeaseStore implements LeaseStore {

  private static final int PRECONDITION_FAILED = 412;

  private final String location;
  private final BlobId object;
  private final Storage storage;
  private final StorageWaits waits;
  private final StorageWaits ofOthers;

  private BucketLeaseStore(String location, BlobId object, Storage storage, StorageWaits waits) {
    this.waits = waits;
    this.ofOthers = waits.apart();
    this.location = location;
    this.object = object;
    this.storage = storage;
  }

  static BucketLeaseStore open(String uri, GoogleAccess google, StorageWaits waits) {
    return open(uri, BucketService.options(google, waits).build(), waits);
  }

  /** Opens a location with other credentials or another host. */
  static BucketLeaseStore open(String uri, StorageOptions options, StorageWaits waits) {
    return new BucketLeaseStore(uri, object(uri), options.getService(), waits);
  }

  private static BlobId object(String uri) {
    BucketLocation place = BucketLocation.parse(uri);
    if (place.prefix().isEmpty()) {
      throw new IllegalArgumentException("'" + uri + "' names no object in the bucket");
    }
    return BlobId.of(place.bucket(), place.prefix().substring(0, place.prefix().length() - 1));
  }

  @Override
  public LeaseStore at(String uri) {
    return new BucketLeaseStore(uri, object(uri), storage, ofOthers);
  }

  @Override
  public Optional<Stored> read() throws IOException {
    try {
      Blob found = call(BucketAccess.READ, () -> storage.get(object));
      return found == null ? Optional.empty() : Optional.of(stored(found));
    } catch (StorageException e) {
      if (e.getCode() == PRECONDITION_FAILED) {
        return read(); // replaced in between
      }
      throw BucketAccess.READ.exception(location, e);
    }
  }

  private Stored stored(Blob found) throws IOException {
    if (BucketReader.size(found) > MOST_BYTES) {
      throw new IOException(
          location + " is too large to be a lease; name another place with --lease");
    }
    byte[] content =
        call(
            BucketAccess.READ,
            () ->
                storage.readAllBytes(
                    object, Storage.BlobSourceOption.generationMatch(found.getGeneration())));
    return new Stored(
        new String(content, StandardCharsets.UTF_8), found.getGeneration().toString());
  }

  /** Google's own clock is that of an object written just now. */
  @Override
  public Optional<Duration> age() throws IOException {
    try {
      Blob lease = call(BucketAccess.READ, () -> storage.get(object));
      Blob now = call(BucketAccess.CREATE, this::touch);
      return lease == null
              || now == null
              || lease.getUpdateTimeOffsetDateTime() == null
              || now.getUpdateTimeOffsetDateTime() == null
          ? Optional.empty()
          : Optional.of(
              Duration.between(
                  lease.getUpdateTimeOffsetDateTime(), now.getUpdateTimeOffsetDateTime()));
    } catch (StorageException e) {
      throw BucketAccess.CREATE.exception(location, e);
    }
  }

  /**
   * An object beside the lease, written now: by us, or by whoever came between. The precondition is
   * what makes the client try again.
   */
  private Blob touch() {
    BlobId beside = BlobId.of(object.getBucket(), object.getName() + ".now");
    Blob before = storage.get(beside);
    try {
      return storage.create(
          BlobInfo.newBuilder(beside).build(),
          new byte[0],
          before == null
              ? Storage.BlobTargetOption.doesNotExist()
              : Storage.BlobTargetOption.generationMatch(before.getGeneration()));
    } catch (StorageException e) {
      if (e.getCode() == PRECONDITION_FAILED) {
        return storage.get(beside);
      }
      throw e;
    }
  }

  @Override
  public Optional<String> create(String content) throws IOException {
    return write(content, Storage.BlobTargetOption.doesNotExist());
  }

  @Override
  public Optional<String> replace(String content, String version) throws IOException {
    return write(content, Storage.BlobTargetOption.generationMatch(Long.parseLong(version)));
  }

  private Optional<String> write(String content, Storage.BlobTargetOption precondition)
      throws IOException {
    try {
      Blob written =
          call(
              BucketAccess.CREATE,
              () ->
                  storage.create(
                      BlobInfo.newBuilder(object).setContentType("application/json").build(),
                      content.getBytes(StandardCharsets.UTF_8),
                      precondition,
                      Storage.BlobTargetOption.disableGzipContent()));
      return Optional.of(written.getGeneration().toString());
    } catch (StorageException e) {
      if (e.getCode() == PRECONDITION_FAILED) {
        return Optional.empty();
      }
      throw BucketAccess.CREATE.exception(location, e);
    }
  }

  /** To whoever holds a lease, a wait that was ended is one more failure of its place. */
  private <T> T call(BucketAccess access, StorageWaits.Call<T> call) throws IOException {
    try {
      return waits.call(storage, access, location, call);
    } catch (CancelledException e) {
      throw new InterruptedIOException(location + ": the run was stopped, and nothing answered");
    }
  }

  @Override
  public String toString() {
    return location;
  }

  @Override
  public void close() throws IOException {
    try {
      storage.close();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
