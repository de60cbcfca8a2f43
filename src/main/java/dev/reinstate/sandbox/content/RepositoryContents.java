package dev.reinstate.sandbox.content;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The manifests, tags and blobs of one repository; every method is atomic. */
public final class RepositoryContents {

  private final Map<DescriptorDigest, StoredManifest> manifests = new LinkedHashMap<>();
  private final TreeMap<String, DescriptorDigest> tags = new TreeMap<>();
  private final SetMultimap<String, DescriptorDigest> everTagged = LinkedHashMultimap.create();
  private final Map<DescriptorDigest, byte[]> blobs = new LinkedHashMap<>();

  /** Deleted, but still what a tag answers with. */
  private final Map<DescriptorDigest, StoredManifest> outlived = new LinkedHashMap<>();

  public synchronized boolean isEmpty() {
    return manifests.isEmpty() && blobs.isEmpty() && outlived.isEmpty();
  }

  public synchronized Optional<StoredManifest> manifest(DescriptorDigest digest) {
    return Optional.ofNullable(manifests.get(digest));
  }

  /** What a tag answers with. */
  public synchronized Optional<StoredManifest> tagged(String tag) {
    return resolve(tag)
        .flatMap(digest -> manifest(digest).or(() -> Optional.ofNullable(outlived.get(digest))));
  }

  synchronized Optional<DescriptorDigest> resolve(String tag) {
    return Optional.ofNullable(tags.get(tag));
  }

  synchronized ImmutableSet<DescriptorDigest> everTagged(String tag) {
    return ImmutableSet.copyOf(everTagged.get(tag));
  }

  synchronized Optional<byte[]> blob(DescriptorDigest digest) {
    return Optional.ofNullable(blobs.get(digest));
  }

  synchronized void putManifest(StoredManifest manifest) {
    manifests.merge(manifest.manifest().digest(), manifest, RepositoryContents::again);
  }

  /** A manifest that is pushed once more keeps the time of its first upload. */
  private static StoredManifest again(StoredManifest known, StoredManifest pushed) {
    return pushed.uploadedAt(known.uploaded());
  }

  synchronized void uploadedAt(DescriptorDigest digest, Instant time) {
    manifests.computeIfPresent(digest, (same, manifest) -> manifest.uploadedAt(time));
  }

  synchronized void tag(String tag, DescriptorDigest digest) {
    tags.put(tag, digest);
    everTagged.put(tag, digest);
  }

  /** Stores and tags a manifest, unless the tag already has another value. */
  synchronized boolean putUnlessTagMoves(String tag, StoredManifest manifest) {
    DescriptorDigest digest = manifest.manifest().digest();
    if (!tags.getOrDefault(tag, digest).equals(digest)) {
      return false;
    }
    putManifest(manifest);
    tag(tag, digest);
    return true;
  }

  synchronized void putBlob(DescriptorDigest digest, byte[] bytes) {
    blobs.put(digest, bytes);
  }

  synchronized boolean untag(String tag) {
    return tags.remove(tag) != null;
  }

  synchronized boolean deleteManifest(DescriptorDigest digest, boolean tagsLast) {
    StoredManifest deleted = manifests.remove(digest);
    if (!tagsLast) {
      tags.values().removeIf(digest::equals);
    } else if (deleted != null && tags.containsValue(digest)) {
      outlived.put(digest, deleted);
    }
    return deleted != null;
  }

  synchronized boolean deleteBlob(DescriptorDigest digest) {
    return blobs.remove(digest) != null;
  }

  public synchronized ImmutableList<StoredManifest> manifests() {
    return ImmutableList.copyOf(manifests.values());
  }

  public synchronized RepositoryState state() {
    return new RepositoryState(
        ImmutableSet.copyOf(manifests.keySet()),
        ImmutableSortedMap.copyOf(tags),
        ImmutableSet.copyOf(blobs.keySet()));
  }
}
