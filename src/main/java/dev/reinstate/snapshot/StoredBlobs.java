package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.io.ByteStreams;
import com.google.common.io.CountingInputStream;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What the store holds, from one listing at the start and the writes since. */
final class StoredBlobs {

  private final SnapshotStore store;
  private final ConcurrentMap<DescriptorDigest, Long> sizes;
  private final LongAdder createdBytes = new LongAdder();
  private final LongAdder created = new LongAdder();

  private StoredBlobs(SnapshotStore store, ConcurrentMap<DescriptorDigest, Long> sizes) {
    this.store = store;
    this.sizes = sizes;
  }

  static StoredBlobs list(SnapshotStore store) throws IOException {
    return new StoredBlobs(store, new ConcurrentHashMap<>(store.blobs()));
  }

  boolean has(DescriptorDigest digest) {
    return sizes.containsKey(digest);
  }

  /** The size in bytes of a blob the store holds; empty when it does not. */
  OptionalLong size(DescriptorDigest digest) {
    Long size = sizes.get(digest);
    return size == null ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /** Stores bytes under their own digest unless they are there. */
  Descriptor create(String mediaType, byte[] bytes) throws IOException {
    Descriptor content = new Descriptor(mediaType, Digests.of(bytes), bytes.length);
    if (!has(content.digest())) {
      create(content, new ByteArrayInputStream(bytes));
    }
    return content;
  }

  /** Stores a blob, streaming. */
  void create(Descriptor blob, InputStream content) throws IOException {
    CountingInputStream counted = new CountingInputStream(content);
    if (store.createBlob(blob.digest(), blob.size(), counted)) {
      created.increment();
      createdBytes.add(counted.getCount());
    } else if (blob.size() == Descriptor.UNKNOWN_SIZE) {
      // Somebody else stored it meanwhile, perhaps unread; only its end tells its size.
      ByteStreams.exhaust(counted);
    }
    long size = blob.size() == Descriptor.UNKNOWN_SIZE ? counted.getCount() : blob.size();
    sizes.put(blob.digest(), size);
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
