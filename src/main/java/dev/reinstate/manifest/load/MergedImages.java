package dev.reinstate.manifest.load;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.ImageClaim;
import dev.reinstate.manifest.ImageGroup;
import dev.reinstate.manifest.TagClaim;
import dev.reinstate.manifest.TagConflict;
import dev.reinstate.manifest.TaggedImages;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What several groups say together about one repository.
 *
 * @param images every image; without the tags in conflict
 * @param sources where the images come from, each once, in manifest order
 */
record MergedImages(
    TaggedImages images, ImmutableList<Repository> sources, ImmutableList<TagConflict> conflicts) {

  static MergedImages of(List<ImageGroup> groups) {
    Map<DescriptorDigest, SortedSet<String>> images = new HashMap<>();
    Map<String, DescriptorDigest> tags = new HashMap<>();
    Set<String> disputed = new HashSet<>();
    claims(groups)
        .forEach(
            image -> {
              images.computeIfAbsent(image.digest(), digest -> new TreeSet<>());
              for (TagClaim claim : image.tags()) {
                DescriptorDigest other = tags.putIfAbsent(claim.tag(), image.digest());
                if (other != null && !other.equals(image.digest())) {
                  disputed.add(claim.tag());
                }
              }
            });
    tags.keySet().removeAll(disputed);
    tags.forEach((tag, digest) -> images.get(digest).add(tag));
    return new MergedImages(new TaggedImages(images), sources(groups), conflicts(groups, disputed));
  }

  private static Stream<ImageClaim> claims(List<ImageGroup> groups) {
    return groups.stream()
        .flatMap(group -> group.entries().stream())
        .flatMap(entry -> entry.images().stream());
  }

  private static ImmutableList<Repository> sources(List<ImageGroup> groups) {
    return groups.stream().map(ImageGroup::source).collect(ImmutableSet.toImmutableSet()).asList();
  }

  private static ImmutableList<TagConflict> conflicts(
      List<ImageGroup> groups, Set<String> disputed) {
    if (disputed.isEmpty()) {
      return ImmutableList.of();
    }
    ListMultimap<String, TagClaim> claims = LinkedListMultimap.create();
    claims(groups)
        .flatMap(image -> image.tags().stream())
        .filter(claim -> disputed.contains(claim.tag()))
        .forEach(claim -> claims.put(claim.tag(), claim));
    return Multimaps.asMap(claims).entrySet().stream()
        .map(tag -> new TagConflict(tag.getKey(), ImmutableList.copyOf(tag.getValue())))
        .collect(ImmutableList.toImmutableList());
  }
}
