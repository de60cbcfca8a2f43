package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.snapshot.MergeBaseRepository;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** D ∪ L ∪ S of one repository. */
record Everything(Set<DescriptorDigest> images, Set<String> tags) {

  static Everything of(PlanInput input, Repository repository, LiveRepository.Contents live) {
    Set<DescriptorDigest> images = new HashSet<>(live.images());
    Set<String> tags = new HashSet<>(live.tags().keySet());
    tags.addAll(live.otherTags());
    DesiredRepository desired = input.desired().repositories().get(repository);
    if (desired != null) {
      images.addAll(desired.images().tagsByDigest().keySet());
      tags.addAll(desired.images().digestByTag().keySet());
    }
    MergeBaseRepository agreed = input.agreed().get(repository);
    agreed
        .images()
        .forEach(
            (digest, image) -> {
              images.add(digest);
              images.addAll(image.children());
            });
    agreed
        .tags()
        .forEach(
            (name, tag) -> {
              tags.add(name);
              images.add(tag.digest());
            });
    return new Everything(images, tags);
  }

  /** The repositories in scope that could be read. */
  static Map<Repository, LiveRepository.Contents> readable(PlanInput input) {
    ImmutableSortedMap.Builder<Repository, LiveRepository.Contents> readable =
        ImmutableSortedMap.naturalOrder();
    input
        .live()
        .repositories()
        .forEach(
            (repository, answer) -> {
              if (answer instanceof LiveRepository.Contents contents) {
                readable.put(repository, contents);
              }
            });
    return readable.buildOrThrow();
  }
}
