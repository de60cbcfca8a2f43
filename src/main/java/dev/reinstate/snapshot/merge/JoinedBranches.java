package dev.reinstate.snapshot.merge;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Lists;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.Doubts;
import dev.reinstate.snapshot.ForkedTag;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What snapshots agree on that know nothing of each other: a pure function. What one of them knows
 * is known. A tag has the value that some of them gave it since they parted; where they gave it
 * different ones, it keeps the one from before, or any of them, so that whatever is live nothing is
 * moved and a human decides.
 */
public record JoinedBranches(MergeBase state, ImmutableList<ForkedTag> forked) {

  /**
   * Joins them.
   *
   * @param before the state when they parted; empty where they never were one
   */
  public static JoinedBranches join(MergeBase before, List<MergeBase> branches) {
    if (branches.size() < 2) {
      return new JoinedBranches(
          branches.isEmpty() ? MergeBase.EMPTY : branches.getFirst(), ImmutableList.of());
    }
    ImmutableSortedSet.Builder<Repository> repositories = ImmutableSortedSet.naturalOrder();
    branches.forEach(branch -> repositories.addAll(branch.repositories().keySet()));
    ImmutableSortedMap.Builder<Repository, MergeBaseRepository> joined =
        ImmutableSortedMap.naturalOrder();
    List<ForkedTag> forked = new ArrayList<>();
    for (Repository repository : repositories.build()) {
      List<MergeBaseRepository> parts =
          branches.stream().map(branch -> branch.get(repository)).distinct().toList();
      joined.put(
          repository,
          parts.size() == 1
              ? parts.getFirst()
              : join(repository, before.get(repository), parts, forked));
    }
    return new JoinedBranches(
        new MergeBase(
            joined.buildOrThrow(), Doubts.union(Lists.transform(branches, MergeBase::doubts))),
        ImmutableList.copyOf(forked));
  }

  private static MergeBaseRepository join(
      Repository repository,
      MergeBaseRepository before,
      List<MergeBaseRepository> parts,
      List<ForkedTag> forked) {
    ImmutableSortedMap<DescriptorDigest, MergeBaseImage> images = images(parts);
    ImmutableSortedSet.Builder<String> names = ImmutableSortedSet.naturalOrder();
    parts.forEach(part -> names.addAll(part.tags().keySet()));
    ImmutableSortedMap.Builder<String, MergeBaseTag> tags = ImmutableSortedMap.naturalOrder();
    for (String tag : names.build()) {
      List<MergeBaseTag> there =
          parts.stream().map(part -> part.tags().get(tag)).filter(Objects::nonNull).toList();
      ImmutableList<DescriptorDigest> values =
          there.stream()
              .map(MergeBaseTag::digest)
              .distinct()
              .collect(ImmutableList.toImmutableList());
      Optional<DescriptorDigest> old =
          Optional.ofNullable(before.tags().get(tag)).map(MergeBaseTag::digest);
      ImmutableList<DescriptorDigest> changed =
          values.stream()
              .filter(value -> !old.equals(Optional.of(value)))
              .collect(ImmutableList.toImmutableList());
      DescriptorDigest kept =
          changed.size() == 1
              ? changed.getFirst()
              : old.filter(images::containsKey).orElse(values.getFirst());
      if (changed.size() > 1) {
        forked.add(new ForkedTag(repository, tag, kept, values));
      }
      tags.put(tag, new MergeBaseTag(kept, there.stream().anyMatch(MergeBaseTag::managed)));
    }
    return new MergeBaseRepository(images, tags.buildOrThrow());
  }

  private static ImmutableSortedMap<DescriptorDigest, MergeBaseImage> images(
      List<MergeBaseRepository> parts) {
    NavigableMap<DescriptorDigest, MergeBaseImage> images = new TreeMap<>(Digests.ORDER);
    for (MergeBaseRepository part : parts) {
      part.images()
          .forEach(
              (digest, image) ->
                  images.merge(
                      digest,
                      image,
                      (one, two) ->
                          (one.held() ? one : two).withManaged(one.managed() || two.managed())));
    }
    return ImmutableSortedMap.copyOfSorted(images);
  }
}
