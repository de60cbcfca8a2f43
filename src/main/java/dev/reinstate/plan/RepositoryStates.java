package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.MergeBaseRepository;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The three states of one repository that could be read.
 *
 * @param wanted the images of {@code desired}; none where that is empty
 * @param agreedImages every image the snapshot names: by itself, as a child, or as the value of a
 *     tag
 * @param overwritten tags of attachments that were overwritten with something worse
 * @param doubt why more may have been agreed than is known
 */
record RepositoryStates(
    Repository repository,
    Optional<DesiredRepository> desired,
    TaggedImages wanted,
    LiveRepository.Contents live,
    MergeBaseRepository agreed,
    ImmutableSet<DescriptorDigest> agreedImages,
    ImmutableSet<String> overwritten,
    Optional<String> doubt) {

  static RepositoryStates of(PlanInput input, Repository repository, LiveRepository.Contents live) {
    MergeBaseRepository agreed = input.agreed().get(repository);
    return new RepositoryStates(
        repository,
        Optional.ofNullable(input.desired().repositories().get(repository)),
        input.desired().images(repository),
        live,
        agreed,
        agreed.namedImages(),
        input.overwritten().get(repository),
        input.agreed().doubts().of(repository));
  }

  ImmutableSortedMap<DescriptorDigest, ImmutableSortedSet<String>> desiredImages() {
    return wanted.tagsByDigest();
  }

  ImmutableMap<String, DescriptorDigest> desiredTags() {
    return wanted.digestByTag();
  }

  /** D ∪ L ∪ S of images, in no order. */
  Set<DescriptorDigest> allImages() {
    Set<DescriptorDigest> images = new HashSet<>(live.images());
    images.addAll(desiredImages().keySet());
    images.addAll(agreedImages);
    return images;
  }

  /** D ∪ L ∪ S of tags, in no order. */
  Set<String> allTags() {
    Set<String> tags = new HashSet<>(live.tags().keySet());
    tags.addAll(live.otherTags());
    tags.addAll(desiredTags().keySet());
    tags.addAll(agreed.tags().keySet());
    return tags;
  }
}
