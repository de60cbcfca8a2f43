package dev.reinstate.revision;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.MapDifference;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.TaggedImages;

/**
 * What a change takes away from the desired images of one repository.
 *
 * @param movedTags tags that name another image than before
 * @param removedTags tags that are not named any more, with the image before
 * @param removedImages images that are not named any more
 */
record RepositoryChange(
    Repository repository,
    ImmutableSortedMap<String, Move> movedTags,
    ImmutableSortedMap<String, DescriptorDigest> removedTags,
    ImmutableSet<DescriptorDigest> removedImages) {

  /** Where a tag pointed and where it is to point. */
  record Move(DescriptorDigest from, DescriptorDigest to) {}

  static RepositoryChange between(Repository repository, TaggedImages before, TaggedImages after) {
    MapDifference<String, DescriptorDigest> tags =
        Maps.difference(before.digestByTag(), after.digestByTag());
    return new RepositoryChange(
        repository,
        ImmutableSortedMap.copyOf(
            Maps.transformValues(
                tags.entriesDiffering(), both -> new Move(both.leftValue(), both.rightValue()))),
        ImmutableSortedMap.copyOf(tags.entriesOnlyOnLeft()),
        Sets.difference(before.tagsByDigest().keySet(), after.tagsByDigest().keySet())
            .immutableCopy());
  }

  /** Every tag that does not stay as it was, with the image before. */
  ImmutableMap<String, DescriptorDigest> tagsBefore() {
    ImmutableMap.Builder<String, DescriptorDigest> tags = ImmutableMap.builder();
    tags.putAll(removedTags);
    movedTags.forEach((tag, move) -> tags.put(tag, move.from()));
    return tags.buildOrThrow();
  }
}
