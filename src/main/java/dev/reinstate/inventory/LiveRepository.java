package dev.reinstate.inventory;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/** What a registry answered for one repository. */
public sealed interface LiveRepository {

  /** A repository that holds nothing of what was expected. */
  Contents EMPTY =
      new Contents(ImmutableSet.of(), ImmutableMap.of(), ImmutableSet.of(), ImmutableSet.of());

  /** A repository that the registry does not know. */
  Contents UNKNOWN = unknown(/* showsUntagged= */ true);

  /** The same of a registry whose listings may not show what has no tag. */
  Contents UNKNOWN_AND_HIDING = unknown(/* showsUntagged= */ false);

  private static Contents unknown(boolean showsUntagged) {
    return new Contents(
        ImmutableSet.of(),
        ImmutableMap.of(),
        ImmutableSet.of(),
        ImmutableSet.of(),
        showsUntagged,
        /* unknown= */ true);
  }

  /**
   * A repository that was read whole.
   *
   * @param images every image the listing showed, or that was found by its digest
   * @param tags tags whose digest is known; where a tag outlives its image, that is none of {@code
   *     images}
   * @param otherTags tags that exist but were not expected, on registries whose listing does not
   *     tell digests
   * @param children names of repositories directly below, one path segment each, where the listing
   *     tells them
   * @param showsUntagged whether the listing showed every image; elsewhere an image without a tag
   *     is among {@code images} only when it was expected
   * @param unknown whether the registry said that it has no such repository, and nothing was found
   *     in it; false where that says nothing about blobs
   */
  record Contents(
      ImmutableSet<DescriptorDigest> images,
      ImmutableMap<String, DescriptorDigest> tags,
      ImmutableSet<String> otherTags,
      ImmutableSet<String> children,
      boolean showsUntagged,
      boolean unknown)
      implements LiveRepository {

    /** A repository that the registry knows and lists whole. */
    public Contents(
        ImmutableSet<DescriptorDigest> images,
        ImmutableMap<String, DescriptorDigest> tags,
        ImmutableSet<String> otherTags,
        ImmutableSet<String> children) {
      this(images, tags, otherTags, children, /* showsUntagged= */ true, /* unknown= */ false);
    }

    /** The same with more images. */
    public Contents withImages(Iterable<DescriptorDigest> more) {
      return new Contents(
          ImmutableSet.<DescriptorDigest>builder().addAll(images).addAll(more).build(),
          tags,
          otherTags,
          children,
          showsUntagged,
          unknown);
    }
  }

  /**
   * A repository of which nothing may be concluded: refused, failed or cut short.
   *
   * @param reason for a human: method, host, status and registry error code
   */
  record Unreadable(String reason) implements LiveRepository {

    /** One that was not asked to the end, because somebody ended the run: it may hold anything. */
    public static final Unreadable STOPPED =
        new Unreadable("the run was stopped before this was read");
  }
}
