package dev.reinstate.report;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Finding;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Result;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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

  /** Counts the images of each destination registry by their fates. */
  private static final class Tally {

    private final Inputs inputs;

    /** All but {@link ImageCondition#FINE}: of a large world, little. */
    private final Map<Repository, Map<DescriptorDigest, ImageCondition>> conditions =
        new HashMap<>();

    private final Map<RegistryPrefix, ImmutableMultiset.Builder<ImageCondition>> counts =
        new TreeMap<>();

    private final BrokenImages broken;

    private Tally(Inputs inputs, Collection<ReportLine> entries) {
      this.inputs = inputs;
      this.broken = BrokenImages.of(entries);
    }

    static ImmutableSortedMap<RegistryPrefix, ImmutableMultiset<ImageCondition>> of(
        Result result, Collection<ReportLine> entries) {
      Tally tally = new Tally(result.inputs(), entries);
      entries.forEach(tally::mark);
      tally.conditions.forEach(
          (repository, images) -> tally.at(repository).addAll(images.values()));
      result.repositories().forEach(tally::countFine);
      return ImmutableSortedMap.copyOf(
          Maps.transformValues(tally.counts, ImmutableMultiset.Builder::build));
    }

    private void countFine(Repository repository) {
      Set<DescriptorDigest> marked = conditions.getOrDefault(repository, Map.of()).keySet();
      ImmutableSet<DescriptorDigest> expected = expected(repository);
      int fine = expected.size() - Sets.intersection(marked, expected).size();
      if (fine > 0) {
        at(repository).addCopies(ImageCondition.FINE, fine);
      }
    }

    /** What should be there: what manifests name, or the snapshot where none names anything. */
    private ImmutableSet<DescriptorDigest> expected(Repository repository) {
      DesiredRepository desired = inputs.desired().repositories().get(repository);
      return desired != null
          ? desired.images().tagsByDigest().keySet()
          : inputs.agreed().get(repository).images().keySet();
    }

    private void mark(ReportLine entry) {
      ImageCondition condition = ImageCondition.of(entry);
      if (condition == ImageCondition.FINE) {
        return;
      }
      if (entry instanceof ReportLine.Found found
          && found.finding() instanceof Finding.Unreadable unreadable) {
        expected(unreadable.where()).forEach(digest -> mark(unreadable.where(), digest, condition));
        return;
      }
      entry
          .repository()
          .ifPresent(where -> broken.by(entry).forEach(image -> mark(where, image, condition)));
    }

    private void mark(Repository repository, DescriptorDigest digest, ImageCondition condition) {
      conditions
          .computeIfAbsent(repository, any -> new HashMap<>())
          .merge(digest, condition, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private ImmutableMultiset.Builder<ImageCondition> at(Repository repository) {
      return counts.computeIfAbsent(
          inputs.desired().destinationOf(repository), any -> ImmutableMultiset.builder());
    }
  }
}
