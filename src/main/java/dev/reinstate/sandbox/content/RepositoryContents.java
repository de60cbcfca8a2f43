package dev.reinstate.sandbox.content;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.Maps;
import com.google.common.collect.SetMultimap;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The manifests, tags and blobs of one repository; every method is atomic. */
public final class RepositoryContents {

  private final Map<DescriptorDigest, StoredManifest> manifests = new LinkedHashMap<>();
  private final TreeMap<String, DescriptorDigest> tags = new TreeMap<>();

  /** What tags pointed at before; most never did at anything else. */
  private final SetMultimap<String, DescriptorDigest> formerly = LinkedHashMultimap.create(0, 1);

  private final Map<DescriptorDigest, byte[]> blobs = new LinkedHashMap<>();

  /** What listings leave out. */
  private final Set<DescriptorDigest> hidden = new HashSet<>(0);

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
    ImmutableSet.Builder<DescriptorDigest> ever = ImmutableSet.builder();
    ever.addAll(formerly.get(tag));
    resolve(tag).ifPresent(ever::add);
    return ever.build();
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
    DescriptorDigest before = tags.put(tag, digest);
    if (before != null && !before.equals(digest)) {
      formerly.put(tag, before);
    }
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
    DescriptorDigest before = tags.remove(tag);
    if (before != null) {
      formerly.put(tag, before);
    }
    return before != null;
  }

  synchronized boolean deleteManifest(DescriptorDigest digest, boolean tagsLast) {
    StoredManifest deleted = manifests.remove(digest);
    if (!tagsLast) {
      List<String> gone =
          tags.keySet().stream().filter(tag -> tags.get(tag).equals(digest)).toList();
      gone.forEach(this::untag);
    } else if (deleted != null && tags.containsValue(digest)) {
      outlived.put(digest, deleted);
    }
    return deleted != null;
  }

  synchronized void hide(DescriptorDigest digest) {
    hidden.add(digest);
  }

  synchronized boolean deleteBlob(DescriptorDigest digest) {
    return blobs.remove(digest) != null;
  }

  public synchronized ImmutableList<StoredManifest> manifests() {
    return ImmutableList.copyOf(manifests.values());
  }

  /** What a listing shows of it at one moment. */
  public synchronized Listed listed() {
    return new Listed(
        manifests.values().stream()
            .filter(manifest -> !hidden.contains(manifest.manifest().digest()))
            .collect(ImmutableList.toImmutableList()),
        ImmutableSortedMap.copyOf(Maps.filterValues(tags, digest -> !hidden.contains(digest))));
  }

  /** What a listing shows. */
  public record Listed(
      ImmutableList<StoredManifest> manifests, ImmutableSortedMap<String, DescriptorDigest> tags) {}

  public synchronized RepositoryState state() {
    return new RepositoryState(
        ImmutableSet.copyOf(manifests.keySet()),
        ImmutableSortedMap.copyOf(tags),
        ImmutableSet.copyOf(blobs.keySet()));
  }
}
