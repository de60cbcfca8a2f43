package dev.reinstate.snapshot.inspection;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import com.google.common.collect.SortedMapDifference;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.AgreedImage;
import dev.reinstate.snapshot.AgreedRepository;
import dev.reinstate.snapshot.AgreedTag;
import dev.reinstate.snapshot.inspection.SnapshotChange.ImageAdded;
import dev.reinstate.snapshot.inspection.SnapshotChange.ImageCompleted;
import dev.reinstate.snapshot.inspection.SnapshotChange.ImageForgotten;
import dev.reinstate.snapshot.inspection.SnapshotChange.TagAdded;
import dev.reinstate.snapshot.inspection.SnapshotChange.TagForgotten;
import dev.reinstate.snapshot.inspection.SnapshotChange.TagMoved;

/** The changes of one repository. */
final class RepositoryDiff {

  private RepositoryDiff() {}

  static ImmutableList<SnapshotChange> changes(
      Repository repository, AgreedRepository before, AgreedRepository after) {
    ImmutableList.Builder<SnapshotChange> changes = ImmutableList.builder();
    SortedMapDifference<DescriptorDigest, AgreedImage> images =
        Maps.difference(before.images(), after.images());
    images
        .entriesOnlyOnLeft()
        .forEach((digest, image) -> changes.add(new ImageForgotten(repository, digest)));
    images
        .entriesOnlyOnRight()
        .forEach((digest, image) -> changes.add(new ImageAdded(repository, digest)));
    images
        .entriesDiffering()
        .forEach(
            (digest, image) -> {
              if (image.rightValue().held() && !image.leftValue().held()) {
                changes.add(new ImageCompleted(repository, digest));
              }
            });
    SortedMapDifference<String, DescriptorDigest> tags =
        Maps.difference(
            Maps.transformValues(before.tags(), AgreedTag::digest),
            Maps.transformValues(after.tags(), AgreedTag::digest));
    tags.entriesOnlyOnLeft()
        .forEach((tag, digest) -> changes.add(new TagForgotten(repository, tag, digest)));
    tags.entriesOnlyOnRight()
        .forEach((tag, digest) -> changes.add(new TagAdded(repository, tag, digest)));
    tags.entriesDiffering()
        .forEach(
            (tag, moved) ->
                changes.add(new TagMoved(repository, tag, moved.leftValue(), moved.rightValue())));
    return changes.build();
  }
}
