package dev.reinstate.sandbox.content;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.sandbox.image.SampleImage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Everything an embedded registry holds, for any thread: what requests change, and what tests and
 * demonstrations seed, damage and compare without a request. Repositories are named by their path,
 * without a host, and exist while they hold something.
 */
public final class RegistryContents {

  private final ConcurrentNavigableMap<String, RepositoryContents> repositories =
      new ConcurrentSkipListMap<>();
  private final InstantSource clock;
  private final boolean tagsLast;

  public RegistryContents(InstantSource clock, boolean tagsLast) {
    this.clock = clock;
    this.tagsLast = tagsLast;
  }

  /** Stores an image with its blobs and, recursively, its children, and tags it. */
  public void put(String repository, SampleImage image, String... tags) {
    image.blobs().forEach((digest, bytes) -> putBlob(repository, digest, bytes));
    image.children().forEach(child -> put(repository, child));
    putManifest(repository, image.manifest());
    for (String tag : tags) {
      tag(repository, tag, image.digest());
    }
  }

  /** Stores a manifest under the digest it claims, whatever its bytes are. */
  public void putManifest(String repository, Manifest manifest) {
    writable(repository).putManifest(StoredManifest.of(manifest, clock.instant()));
  }

  /** Stores a manifest that may be stored elsewhere too. */
  public void putManifest(String repository, StoredManifest manifest) {
    writable(repository).putManifest(manifest);
  }

  /** Makes a manifest that is there one that was uploaded at that time. */
  public void uploadedAt(String repository, DescriptorDigest digest, Instant time) {
    writable(repository).uploadedAt(digest, time);
  }

  /** Stores a blob under the digest it is given, whatever its bytes are. */
  public void putBlob(String repository, DescriptorDigest digest, byte[] bytes) {
    writable(repository).putBlob(digest, bytes);
  }

  /** Points a tag at a digest, moving it if need be. */
  public void tag(String repository, String tag, DescriptorDigest digest) {
    writable(repository).tag(tag, digest);
  }

  /** Whether the tag was there. */
  public boolean untag(String repository, String tag) {
    return readable(repository).untag(tag);
  }

  /**
   * Deletes a manifest and, without {@link Feature#LASTING_TAGS}, its tags, not its blobs; whether
   * it was there.
   */
  public boolean deleteManifest(String repository, DescriptorDigest digest) {
    return readable(repository).deleteManifest(digest, tagsLast);
  }

  /** Whether the blob was there. */
  public boolean deleteBlob(String repository, DescriptorDigest digest) {
    return readable(repository).deleteBlob(digest);
  }

  /** Deletes the blobs that a manifest refers to; the manifest must be there. */
  public void deleteBlobsOf(String repository, DescriptorDigest manifest) {
    RepositoryContents contents = readable(repository);
    contents.manifest(manifest).orElseThrow().references().blobs().stream()
        .map(Descriptor::digest)
        .forEach(contents::deleteBlob);
  }

  public Optional<Manifest> manifest(String repository, DescriptorDigest digest) {
    return readable(repository).manifest(digest).map(StoredManifest::manifest);
  }

  public Optional<DescriptorDigest> resolve(String repository, String tag) {
    return readable(repository).resolve(tag);
  }

  /** Every digest that a tag ever pointed at, whoever put it there. */
  public ImmutableSet<DescriptorDigest> everTagged(String repository, String tag) {
    return readable(repository).everTagged(tag);
  }

  /** A blob's bytes, not copied. */
  public Optional<byte[]> blob(String repository, DescriptorDigest digest) {
    return readable(repository).blob(digest);
  }

  /** Leaves an image and its tags out of what lists a repository, though they can be pulled. */
  public void hide(String repository, DescriptorDigest digest) {
    readable(repository).hide(digest);
  }

  /** Forgets everything. */
  public void clear() {
    repositories.clear();
  }

  public boolean isEmpty() {
    return repositories.values().stream().allMatch(RepositoryContents::isEmpty);
  }

  /** Every repository that holds something. Each is consistent in itself. */
  public ImmutableSortedMap<String, RepositoryState> state() {
    ImmutableSortedMap.Builder<String, RepositoryState> state = ImmutableSortedMap.naturalOrder();
    repositories.forEach(
        (name, contents) -> {
          if (!contents.isEmpty()) {
            state.put(name, contents.state());
          }
        });
    return state.build();
  }

  /** Stores and tags a manifest, unless the tag already has another value. */
  public boolean putUnlessTagMoves(String repository, String tag, Manifest manifest) {
    return writable(repository)
        .putUnlessTagMoves(tag, StoredManifest.of(manifest, clock.instant()));
  }

  /** The repository, or an empty one that nothing keeps. */
  public RepositoryContents readable(String repository) {
    RepositoryContents contents = repositories.get(repository);
    return contents == null ? new RepositoryContents() : contents;
  }

  private RepositoryContents writable(String repository) {
    return repositories.computeIfAbsent(repository, name -> new RepositoryContents());
  }

  /** The repositories below a path, in the order of their names. */
  public ImmutableSortedMap<String, RepositoryContents> below(String path) {
    return ImmutableSortedMap.copyOf(repositories.subMap(path + "/", path + (char) ('/' + 1)));
  }

  /** The next path segments of the repositories below this one. */
  public ImmutableSortedSet<String> children(String repository) {
    return below(repository).entrySet().stream()
        .filter(below -> !below.getValue().isEmpty())
        .map(below -> below.getKey().substring(repository.length() + 1).split("/", 2)[0])
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }
}
