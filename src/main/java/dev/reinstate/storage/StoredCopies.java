package dev.reinstate.storage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Digests;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The blobs of a store by the copy that counts: of one that was repaired the last copy, since each
 * was written because those before it were wrong.
 */
final class StoredCopies {

  private final Map<DescriptorDigest, Long> sizes = new HashMap<>();
  private final Map<DescriptorDigest, Integer> repaired = new HashMap<>();

  /**
   * Adds what a listing shows.
   *
   * @param name below the folder of all blobs
   * @param size in bytes
   */
  synchronized void add(String name, long size) {
    String folder = name.substring(0, name.lastIndexOf('/') + 1);
    String file = name.substring(folder.length());
    if (isFolder(folder, StoreLayout.BLOBS) && StoreLayout.isBlobName(file)) {
      sizes.putIfAbsent(Digests.ofHex(file), size);
    } else if (isFolder(folder, StoreLayout.REPAIRED)) {
      StoreLayout.repaired(file)
          .ifPresent(copy -> addRepaired(copy.getKey(), copy.getValue(), size));
    }
  }

  /** Takes a blob's next copy for the one that counts. */
  synchronized void addRepaired(DescriptorDigest digest, long size) {
    addRepaired(digest, next(digest), size);
  }

  /** The number of a blob's next copy. */
  synchronized int next(DescriptorDigest digest) {
    return repaired.getOrDefault(digest, 0) + 1;
  }

  private static boolean isFolder(String folder, String expected) {
    return folder.equals(expected.substring(StoreLayout.ALL_BLOBS.length() + 1) + "/");
  }

  private void addRepaired(DescriptorDigest digest, int number, long size) {
    if (number > repaired.getOrDefault(digest, 0)) {
      repaired.put(digest, number);
      sizes.put(digest, size);
    }
  }

  synchronized ImmutableMap<DescriptorDigest, Long> sizes() {
    return ImmutableMap.copyOf(sizes);
  }

  /** The number of the repaired copy that counts; empty where the blob was never repaired. */
  synchronized Optional<Integer> repaired(DescriptorDigest digest) {
    return Optional.ofNullable(repaired.get(digest));
  }
}
