package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Sets;
import dev.reinstate.image.Digests;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.manifest.TaggedImages;

/** What the snapshot knows of one repository. */
public record MergeBaseRepository(
    ImmutableSortedMap<DescriptorDigest, MergeBaseImage> images,
    ImmutableSortedMap<String, MergeBaseTag> tags) {

  /** A repository no snapshot has seen. */
  public static final MergeBaseRepository EMPTY =
      new MergeBaseRepository(
          ImmutableSortedMap.<DescriptorDigest, MergeBaseImage>orderedBy(Digests.ORDER)
              .buildOrThrow(),
          ImmutableSortedMap.of());

  /** Every image it names: by itself, as a child, or as the value of a tag. */
  public ImmutableSet<DescriptorDigest> namedImages() {
    ImmutableSet.Builder<DescriptorDigest> named = ImmutableSet.builder();
    named.addAll(images.keySet());
    images.values().forEach(image -> named.addAll(image.children()));
    tags.values().forEach(tag -> named.add(tag.digest()));
    return named.build();
  }

  /** What to ask of the registry: all that is desired or known, besides what is found. */
  public Expectation expectation(TaggedImages desired, Expectation.Breadth breadth) {
    return new Expectation(
        ImmutableSet.<DescriptorDigest>builder()
            .addAll(desired.tagsByDigest().keySet())
            .addAll(namedImages())
            .build(),
        Sets.union(desired.digestByTag().keySet(), tags.keySet()).immutableCopy(),
        breadth,
        desired.digestByTag(),
        tags.keySet());
  }
}
