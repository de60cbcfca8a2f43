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
  Contents UNKNOWN =
      new Contents(
          ImmutableSet.of(),
          ImmutableMap.of(),
          ImmutableSet.of(),
          ImmutableSet.of(),
          /* unknown= */ true);

  /**
   * A repository that was read whole.
   *
   * @param images every image the listing showed or an expectation confirmed; holds every value of
   *     {@code tags}
   * @param tags tags whose digest is known
   * @param otherTags tags that exist but were not expected, on registries whose listing does not
   *     tell digests
   * @param children names of repositories directly below, one path segment each, where the listing
   *     tells them
   * @param unknown whether the registry said that it has no such repository, and nothing was found
   *     in it; false where that says nothing about blobs
   */
  record Contents(
      ImmutableSet<DescriptorDigest> images,
      ImmutableMap<String, DescriptorDigest> tags,
      ImmutableSet<String> otherTags,
      ImmutableSet<String> children,
      boolean unknown)
      implements LiveRepository {

    /** A repository that the registry knows. */
    public Contents(
        ImmutableSet<DescriptorDigest> images,
        ImmutableMap<String, DescriptorDigest> tags,
        ImmutableSet<String> otherTags,
        ImmutableSet<String> children) {
      this(images, tags, otherTags, children, /* unknown= */ false);
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
