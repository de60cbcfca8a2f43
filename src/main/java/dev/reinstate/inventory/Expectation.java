package dev.reinstate.inventory;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/**
 * What a reader must find out about a repository. A registry whose listing says everything is asked
 * once; any other is asked for each of these.
 *
 * @param digests images whose presence matters
 * @param tags tags whose values matter
 * @param breadth what matters besides
 * @param belonging where tags should point. A listing that shows such an image without its tag is
 *     doubted, and the tag asked for, when it shows no tag at all or when the tag was seen before
 * @param seenBefore tags that were there once
 */
public record Expectation(
    ImmutableSet<DescriptorDigest> digests,
    ImmutableSet<String> tags,
    Breadth breadth,
    ImmutableMap<String, DescriptorDigest> belonging,
    ImmutableSet<String> seenBefore) {

  /** Without an opinion about where tags belong. */
  public Expectation(
      ImmutableSet<DescriptorDigest> digests, ImmutableSet<String> tags, Breadth breadth) {
    this(digests, tags, breadth, ImmutableMap.of(), ImmutableSet.of());
  }

  /** How much of a repository matters. */
  public enum Breadth {
    /** The expected images and nothing else: a source. */
    IMAGES,
    /** Also which other tags there are: a destination. */
    TAG_NAMES,
    /** Also where every tag points: a snapshot. */
    TAG_VALUES
  }

  /** Presence of these images. */
  public static Expectation ofImages(Iterable<DescriptorDigest> digests) {
    return new Expectation(ImmutableSet.copyOf(digests), ImmutableSet.of(), Breadth.IMAGES);
  }

  /** These images and tags, and whatever else there is by name. */
  public static Expectation of(Iterable<DescriptorDigest> digests, Iterable<String> tags) {
    return new Expectation(
        ImmutableSet.copyOf(digests), ImmutableSet.copyOf(tags), Breadth.TAG_NAMES);
  }

  /** These images, and every tag with its value. */
  public static Expectation ofEveryTag(Iterable<DescriptorDigest> digests, Iterable<String> tags) {
    return new Expectation(
        ImmutableSet.copyOf(digests), ImmutableSet.copyOf(tags), Breadth.TAG_VALUES);
  }

  /** Whether the value of every live tag matters, not just of {@link #tags}. */
  public boolean everyTag() {
    return breadth == Breadth.TAG_VALUES;
  }
}
