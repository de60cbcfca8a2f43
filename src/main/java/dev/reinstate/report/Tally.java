package dev.reinstate.report;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.plan.Finding;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Result;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many images of each destination registry have which fate; each image counts once. */
final class Tally {

  private final Inputs inputs;

  /** All but {@link ImageCondition#FINE}: of a large world, little. */
  private final Map<Repository, Map<DescriptorDigest, ImageCondition>> conditions = new HashMap<>();

  private final Map<RegistryPrefix, ImmutableMultiset.Builder<ImageCondition>> counts =
      new TreeMap<>();

  private Tally(Inputs inputs) {
    this.inputs = inputs;
  }

  static ImmutableSortedMap<RegistryPrefix, ImmutableMultiset<ImageCondition>> of(
      Result result, Collection<ReportLine> entries) {
    Tally tally = new Tally(result.inputs());
    entries.forEach(tally::mark);
    tally.conditions.forEach((repository, images) -> tally.at(repository).addAll(images.values()));
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
        .ifPresent(where -> entry.image().ifPresent(image -> mark(where, image, condition)));
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
