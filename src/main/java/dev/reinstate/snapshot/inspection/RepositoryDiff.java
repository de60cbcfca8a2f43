package dev.reinstate.snapshot.inspection;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import com.google.common.collect.SortedMapDifference;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
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
      Repository repository, MergeBaseRepository before, MergeBaseRepository after) {
    ImmutableList.Builder<SnapshotChange> changes = ImmutableList.builder();
    SortedMapDifference<DescriptorDigest, MergeBaseImage> images =
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
            Maps.transformValues(before.tags(), MergeBaseTag::digest),
            Maps.transformValues(after.tags(), MergeBaseTag::digest));
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
