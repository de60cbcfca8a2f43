package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.ByteStreams;
import com.google.common.io.CountingInputStream;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What the store holds, from one listing at the start and the writes since. */
public final class StoredBlobs {

  private final SnapshotStore store;
  private final ConcurrentMap<DescriptorDigest, Long> sizes;
  private final Set<DescriptorDigest> wrong = ConcurrentHashMap.newKeySet();
  private final LongAdder createdBytes = new LongAdder();
  private final LongAdder created = new LongAdder();

  private StoredBlobs(SnapshotStore store, ConcurrentMap<DescriptorDigest, Long> sizes) {
    this.store = store;
    this.sizes = sizes;
  }

  static StoredBlobs list(SnapshotStore store) throws IOException {
    return new StoredBlobs(store, new ConcurrentHashMap<>(store.blobs()));
  }

  /** Those that are there, right or wrong. */
  Set<DescriptorDigest> digests() {
    return sizes.keySet();
  }

  /** Whether it is there and not known to be wrong; its size is not looked at. */
  boolean has(DescriptorDigest digest) {
    return sizes.containsKey(digest) && !wrong.contains(digest);
  }

  /** The same with the size that is expected, where one is. */
  boolean holds(Descriptor blob) {
    return has(blob.digest())
        && (blob.size() == Descriptor.UNKNOWN_SIZE || blob.size() == sizes.get(blob.digest()));
  }

  /** Notes that the bytes of a blob are not what they must be. */
  void foundWrong(DescriptorDigest digest) {
    wrong.add(digest);
  }

  /** Reads a blob to its end. Whether it is right is noted. */
  boolean isIntact(DescriptorDigest digest) throws IOException {
    try (InputStream content = store.openBlob(digest)) {
      ByteStreams.exhaust(content);
      return true;
    } catch (NoSuchFileException | ContentMismatchException e) {
      foundWrong(digest);
      return false;
    }
  }

  /**
   * The SHA-256 of the digests and sizes of all blobs. As long as it is the same, none was added,
   * taken away or cut.
   */
  DescriptorDigest listing() {
    Hasher hasher = Hashing.sha256().newHasher();
    sizes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Digests.ORDER))
        .forEach(
            blob ->
                hasher
                    .putBytes(HashCode.fromString(blob.getKey().getHash()).asBytes())
                    .putLong(blob.getValue()));
    return Digests.ofHex(hasher.hash().toString());
  }

  /** The size in bytes of a blob the store holds; empty when it does not. */
  OptionalLong size(DescriptorDigest digest) {
    Long size = sizes.get(digest);
    return size == null ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /** Stores bytes under their own digest unless they are there. */
  Descriptor create(String mediaType, byte[] bytes) throws IOException {
    Descriptor content = new Descriptor(mediaType, Digests.of(bytes), bytes.length);
    if (!holds(content)) {
      create(content, new ByteArrayInputStream(bytes));
    }
    return content;
  }

  /** Stores a blob, streaming; beside what stands under its name, which is wrong. */
  void create(Descriptor blob, InputStream content) throws IOException {
    CountingInputStream counted = new CountingInputStream(content);
    boolean isNew =
        sizes.containsKey(blob.digest())
            ? store.repairBlob(blob.digest(), blob.size(), counted)
            : store.createBlob(blob.digest(), blob.size(), counted);
    if (isNew) {
      created.increment();
      createdBytes.add(counted.getCount());
    } else if (blob.size() == Descriptor.UNKNOWN_SIZE) {
      // Somebody else stored it meanwhile, perhaps unread; only its end tells its size.
      ByteStreams.exhaust(counted);
    }
    long size = blob.size() == Descriptor.UNKNOWN_SIZE ? counted.getCount() : blob.size();
    sizes.put(blob.digest(), size);
    wrong.remove(blob.digest());
  }

  long bytes() {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  long createdBytes() {
    return createdBytes.sum();
  }

  long created() {
    return created.sum();
  }
}
