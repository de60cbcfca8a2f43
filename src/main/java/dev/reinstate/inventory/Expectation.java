package dev.reinstate.inventory;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;

/**
 * What a reader must find out about a repository. A registry whose listing says everything is asked
 * once; any other is asked for each of these.
 *
 * @param digests images whose presence matters
 * @param tags tags whose values matter
 * @param breadth what matters besides
 */
public record Expectation(
    ImmutableSet<DescriptorDigest> digests, ImmutableSet<String> tags, Breadth breadth) {

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
