package dev.reinstate.report;

import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.reconcile.Result;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The destination registries of a run.
 *
 * @param byRepository that of each repository with an entry
 * @param images how many of its images have which fate; each image counts once
 */
public record Destinations(
    ImmutableSortedMap<Repository, RegistryPrefix> byRepository,
    ImmutableSortedMap<RegistryPrefix, ImmutableMultiset<ImageCondition>> images) {

  /**
   * What a run found and did, by destination.
   *
   * @param entries of that result
   */
  public static Destinations of(Result result, Collection<ReportLine> entries) {
    DesiredState desired = result.inputs().desired();
    ImmutableSet<Repository> said =
        entries.stream()
            .flatMap(entry -> entry.repository().stream())
            .collect(ImmutableSet.toImmutableSet());
    return new Destinations(
        said.stream()
            .collect(
                ImmutableSortedMap.toImmutableSortedMap(
                    Repository::compareTo, repository -> repository, desired::destinationOf)),
        Tally.of(result, entries));
  }

  /** Those of runs that shared the repositories. */
  public static Destinations ofAll(Collection<Destinations> parts) {
    Map<Repository, RegistryPrefix> byRepository = new TreeMap<>();
    Map<RegistryPrefix, ImmutableMultiset<ImageCondition>> images = new TreeMap<>();
    for (Destinations part : parts) {
      byRepository.putAll(part.byRepository);
      part.images.forEach((name, conditions) -> images.merge(name, conditions, Destinations::sum));
    }
    return new Destinations(
        ImmutableSortedMap.copyOf(byRepository), ImmutableSortedMap.copyOf(images));
  }

  private static ImmutableMultiset<ImageCondition> sum(
      ImmutableMultiset<ImageCondition> one, ImmutableMultiset<ImageCondition> other) {
    return ImmutableMultiset.<ImageCondition>builder().addAll(one).addAll(other).build();
  }

  /** The one that a repository with an entry lies in. */
  public RegistryPrefix of(Repository repository) {
    return byRepository.get(repository);
  }

  /** Of the images of one of them. */
  public ImmutableMultiset<ImageCondition> conditions(RegistryPrefix name) {
    return images.getOrDefault(name, ImmutableMultiset.of());
  }

  public ImmutableSortedSet<RegistryPrefix> names() {
    return ImmutableSortedSet.copyOf(
        Sets.union(images.keySet(), ImmutableSet.copyOf(byRepository.values())));
  }
}
