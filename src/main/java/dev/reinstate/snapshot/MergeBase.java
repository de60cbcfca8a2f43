package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Equivalence;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Sets;
import dev.reinstate.image.Repository;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The merge base: for each tag the last value on which manifest and registry agreed.
 *
 * @param doubts where more may have been agreed than is known
 */
public record MergeBase(
    ImmutableSortedMap<Repository, MergeBaseRepository> repositories, Doubts doubts) {

  /** Before the first snapshot. */
  public static final MergeBase EMPTY = new MergeBase(ImmutableSortedMap.of());

  /** All that was agreed. */
  public MergeBase(ImmutableSortedMap<Repository, MergeBaseRepository> repositories) {
    this(repositories, Doubts.NONE);
  }

  /** Its repositories, equal ones once. Those of mirrors are one object, which makes it quick. */
  public ImmutableSet<MergeBaseRepository> distinct() {
    Set<Equivalence.Wrapper<MergeBaseRepository>> distinct = new LinkedHashSet<>();
    repositories.values().forEach(each -> distinct.add(Equivalence.identity().wrap(each)));
    return distinct.stream().map(Equivalence.Wrapper::get).collect(ImmutableSet.toImmutableSet());
  }

  /** Children that indexes name and that no registry had. */
  public ImmutableSet<DescriptorDigest> neverSeen() {
    Set<DescriptorDigest> unseen = new HashSet<>();
    Set<DescriptorDigest> seen = new HashSet<>();
    for (MergeBaseRepository repository : distinct()) {
      repository.images().forEach((digest, image) -> (image.wasSeen() ? seen : unseen).add(digest));
    }
    return ImmutableSet.copyOf(Sets.difference(unseen, seen));
  }

  /** What is known of a repository; {@link MergeBaseRepository#EMPTY} for one never seen. */
  public MergeBaseRepository get(Repository repository) {
    return repositories.getOrDefault(repository, MergeBaseRepository.EMPTY);
  }
}
