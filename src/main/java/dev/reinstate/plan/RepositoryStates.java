package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.snapshot.MergeBaseRepository;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The three states of one repository that could be read.
 *
 * @param agreedImages every image the snapshot names: by itself, as a child, or as the value of a
 *     tag
 * @param doubt why more may have been agreed than is known
 */
record RepositoryStates(
    Repository repository,
    Optional<DesiredRepository> desired,
    LiveRepository.Contents live,
    MergeBaseRepository agreed,
    ImmutableSet<DescriptorDigest> agreedImages,
    Optional<String> doubt) {

  static RepositoryStates of(PlanInput input, Repository repository, LiveRepository.Contents live) {
    MergeBaseRepository agreed = input.agreed().get(repository);
    return new RepositoryStates(
        repository,
        Optional.ofNullable(input.desired().repositories().get(repository)),
        live,
        agreed,
        imagesOf(agreed),
        input.agreed().doubts().of(repository));
  }

  private static ImmutableSet<DescriptorDigest> imagesOf(MergeBaseRepository agreed) {
    ImmutableSet.Builder<DescriptorDigest> images = ImmutableSet.builder();
    images.addAll(agreed.images().keySet());
    agreed.images().values().forEach(image -> images.addAll(image.children()));
    agreed.tags().values().forEach(tag -> images.add(tag.digest()));
    return images.build();
  }

  ImmutableSortedMap<DescriptorDigest, ImmutableSortedSet<String>> desiredImages() {
    return desired
        .map(repository -> repository.images().tagsByDigest())
        .orElseGet(
            () ->
                ImmutableSortedMap.<DescriptorDigest, ImmutableSortedSet<String>>orderedBy(
                        Digests.ORDER)
                    .buildOrThrow());
  }

  ImmutableMap<String, DescriptorDigest> desiredTags() {
    return desired.map(repository -> repository.images().digestByTag()).orElseGet(ImmutableMap::of);
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
