package dev.reinstate.inventory;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;

/**
 * What a reader must find out about a repository. A registry whose listing says everything is asked
 * once; any other is asked for each of these.
 *
 * @param digests images whose presence matters
 * @param tags tags whose values matter
 * @param everyTag whether the value of every live tag matters (a snapshot), not just of {@code
 *     tags}
 */
public record Expectation(
    ImmutableSet<DescriptorDigest> digests, ImmutableSet<String> tags, boolean everyTag) {

  /** Presence of these images, and no tag. */
  public static Expectation ofImages(Iterable<DescriptorDigest> digests) {
    return new Expectation(ImmutableSet.copyOf(digests), ImmutableSet.of(), false);
  }
}
