package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Digests;

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
}
