package dev.reinstate.sandbox;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The manifests, tags and blobs of one repository; every method is atomic. */
final class RepositoryContents {

  private final Map<DescriptorDigest, StoredManifest> manifests = new LinkedHashMap<>();
  private final TreeMap<String, DescriptorDigest> tags = new TreeMap<>();
  private final Map<DescriptorDigest, byte[]> blobs = new LinkedHashMap<>();

  synchronized boolean isEmpty() {
    return manifests.isEmpty() && blobs.isEmpty();
  }

  synchronized Optional<StoredManifest> manifest(DescriptorDigest digest) {
    return Optional.ofNullable(manifests.get(digest));
  }

  synchronized Optional<DescriptorDigest> resolve(String tag) {
    return Optional.ofNullable(tags.get(tag));
  }

  synchronized Optional<byte[]> blob(DescriptorDigest digest) {
    return Optional.ofNullable(blobs.get(digest));
  }

  synchronized void putManifest(StoredManifest manifest) {
    manifests.put(manifest.manifest().digest(), manifest);
  }

  /** Whether the tag now has this value; it keeps another one it has unless it may move. */
  synchronized boolean tag(String tag, DescriptorDigest digest, boolean mayMove) {
    DescriptorDigest now = mayMove ? digest : tags.getOrDefault(tag, digest);
    tags.put(tag, now);
    return now.equals(digest);
  }

  synchronized void putBlob(DescriptorDigest digest, byte[] bytes) {
    blobs.put(digest, bytes);
  }

  synchronized boolean untag(String tag) {
    return tags.remove(tag) != null;
  }

  synchronized boolean deleteManifest(DescriptorDigest digest) {
    tags.values().removeIf(digest::equals);
    return manifests.remove(digest) != null;
  }

  synchronized boolean deleteBlob(DescriptorDigest digest) {
    return blobs.remove(digest) != null;
  }

  synchronized ImmutableList<StoredManifest> manifests() {
    return ImmutableList.copyOf(manifests.values());
  }

  synchronized RepositoryState state() {
    return new RepositoryState(
        ImmutableSet.copyOf(manifests.keySet()),
        ImmutableSortedMap.copyOf(tags),
        ImmutableSet.copyOf(blobs.keySet()));
  }
}
