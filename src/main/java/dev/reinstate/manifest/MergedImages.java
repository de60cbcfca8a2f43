package dev.reinstate.manifest;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import dev.reinstate.image.Repository;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

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
    ListMultimap<String, TagClaim> claims = LinkedListMultimap.create();
    ImmutableSet.Builder<Repository> sources = ImmutableSet.builder();
    for (ImageGroup group : groups) {
      sources.add(group.source());
      for (ImageEntry entry : group.entries()) {
        for (ImageClaim image : entry.images()) {
          images.computeIfAbsent(image.digest(), digest -> new TreeSet<>());
          image.tags().forEach(claim -> claims.put(claim.tag(), claim));
        }
      }
    }
    ImmutableList<TagConflict> conflicts = settle(claims, images);
    return new MergedImages(new TaggedImages(images), sources.build().asList(), conflicts);
  }

  /** Gives each image the tags all claims agree on, and returns the others. */
  private static ImmutableList<TagConflict> settle(
      ListMultimap<String, TagClaim> claims, Map<DescriptorDigest, SortedSet<String>> images) {
    ImmutableList.Builder<TagConflict> conflicts = ImmutableList.builder();
    for (String tag : claims.keySet()) {
      List<TagClaim> same = claims.get(tag);
      DescriptorDigest digest = same.getFirst().digest();
      if (same.stream().allMatch(claim -> claim.digest().equals(digest))) {
        images.get(digest).add(tag);
      } else {
        conflicts.add(new TagConflict(tag, ImmutableList.copyOf(same)));
      }
    }
    return conflicts.build();
  }
}
