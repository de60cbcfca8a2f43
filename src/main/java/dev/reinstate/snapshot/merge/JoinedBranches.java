package dev.reinstate.snapshot.merge;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Lists;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.AgreedImage;
import dev.reinstate.snapshot.AgreedRepository;
import dev.reinstate.snapshot.AgreedState;
import dev.reinstate.snapshot.AgreedTag;
import dev.reinstate.snapshot.Doubts;
import dev.reinstate.snapshot.ForkedTag;
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
public record JoinedBranches(AgreedState state, ImmutableList<ForkedTag> forked) {

  /**
   * Joins them.
   *
   * @param before the state when they parted; empty where they never were one
   */
  public static JoinedBranches join(AgreedState before, List<AgreedState> branches) {
    if (branches.size() < 2) {
      return new JoinedBranches(
          branches.isEmpty() ? AgreedState.EMPTY : branches.getFirst(), ImmutableList.of());
    }
    ImmutableSortedSet.Builder<Repository> repositories = ImmutableSortedSet.naturalOrder();
    branches.forEach(branch -> repositories.addAll(branch.repositories().keySet()));
    ImmutableSortedMap.Builder<Repository, AgreedRepository> joined =
        ImmutableSortedMap.naturalOrder();
    List<ForkedTag> forked = new ArrayList<>();
    for (Repository repository : repositories.build()) {
      List<AgreedRepository> parts =
          branches.stream().map(branch -> branch.get(repository)).distinct().toList();
      joined.put(
          repository,
          parts.size() == 1
              ? parts.getFirst()
              : join(repository, before.get(repository), parts, forked));
    }
    return new JoinedBranches(
        new AgreedState(
            joined.buildOrThrow(), Doubts.union(Lists.transform(branches, AgreedState::doubts))),
        ImmutableList.copyOf(forked));
  }

  private static AgreedRepository join(
      Repository repository,
      AgreedRepository before,
      List<AgreedRepository> parts,
      List<ForkedTag> forked) {
    ImmutableSortedMap<DescriptorDigest, AgreedImage> images = images(parts);
    ImmutableSortedSet.Builder<String> names = ImmutableSortedSet.naturalOrder();
    parts.forEach(part -> names.addAll(part.tags().keySet()));
    ImmutableSortedMap.Builder<String, AgreedTag> tags = ImmutableSortedMap.naturalOrder();
    for (String tag : names.build()) {
      List<AgreedTag> there =
          parts.stream().map(part -> part.tags().get(tag)).filter(Objects::nonNull).toList();
      ImmutableList<DescriptorDigest> values =
          there.stream().map(AgreedTag::digest).distinct().collect(ImmutableList.toImmutableList());
      Optional<DescriptorDigest> old =
          Optional.ofNullable(before.tags().get(tag)).map(AgreedTag::digest);
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
      tags.put(tag, new AgreedTag(kept, there.stream().anyMatch(AgreedTag::managed)));
    }
    return new AgreedRepository(images, tags.buildOrThrow());
  }

  private static ImmutableSortedMap<DescriptorDigest, AgreedImage> images(
      List<AgreedRepository> parts) {
    NavigableMap<DescriptorDigest, AgreedImage> images = new TreeMap<>(Digests.ORDER);
    for (AgreedRepository part : parts) {
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
