package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Digests;

/** What the snapshot knows of one repository. */
public record AgreedRepository(
    ImmutableSortedMap<DescriptorDigest, AgreedImage> images,
    ImmutableSortedMap<String, AgreedTag> tags) {

  /** A repository no snapshot has seen. */
  public static final AgreedRepository EMPTY =
      new AgreedRepository(
          ImmutableSortedMap.<DescriptorDigest, AgreedImage>orderedBy(Digests.ORDER).buildOrThrow(),
          ImmutableSortedMap.of());
}
