package dev.reinstate.manifest;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Digests;
import java.util.Map;
import java.util.SortedSet;

/**
 * Images by digest with their tags, and the same the other way round. One value serves every
 * destination that wants the same images, so that its size does not grow with the number of
 * mirrors.
 */
public final class TaggedImages {

  /** No image at all. */
  public static final TaggedImages NONE = new TaggedImages(ImmutableSortedMap.of());

  private final ImmutableSortedMap<DescriptorDigest, ImmutableSortedSet<String>> tagsByDigest;
  private final ImmutableMap<String, DescriptorDigest> digestByTag;

  /** Throws {@link IllegalArgumentException} when a tag names two digests. */
  public TaggedImages(Map<DescriptorDigest, ? extends SortedSet<String>> tagsByDigest) {
    ImmutableSortedMap.Builder<DescriptorDigest, ImmutableSortedSet<String>> images =
        ImmutableSortedMap.orderedBy(Digests.ORDER);
    ImmutableMap.Builder<String, DescriptorDigest> tags = ImmutableMap.builder();
    tagsByDigest.forEach(
        (digest, names) -> {
          images.put(digest, ImmutableSortedSet.copyOfSorted(names));
          names.forEach(tag -> tags.put(tag, digest));
        });
    this.tagsByDigest = images.buildOrThrow();
    this.digestByTag = tags.buildOrThrow();
  }

  /** Every image with its tags, which may be none; sorted. */
  public ImmutableSortedMap<DescriptorDigest, ImmutableSortedSet<String>> tagsByDigest() {
    return tagsByDigest;
  }

  /** Where every tag points. */
  public ImmutableMap<String, DescriptorDigest> digestByTag() {
    return digestByTag;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TaggedImages that && tagsByDigest.equals(that.tagsByDigest);
  }

  @Override
  public int hashCode() {
    return tagsByDigest.hashCode();
  }

  @Override
  public String toString() {
    return tagsByDigest.toString();
  }
}
