package dev.reinstate.report;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.EnumMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Multiset;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.plan.Finding;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Result;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How many images of each destination registry have which fate; each image counts once. */
final class Tally {

  private final Inputs inputs;
  private final Map<Image, Fate> fates = new HashMap<>();
  private final Map<RegistryPrefix, Multiset<Fate>> counts = new TreeMap<>();

  private Tally(Inputs inputs) {
    this.inputs = inputs;
  }

  /** An image where it belongs. */
  private record Image(Repository repository, DescriptorDigest digest) {}

  static ImmutableSortedMap<RegistryPrefix, Multiset<Fate>> of(
      Result result, ImmutableList<Entry> entries) {
    Tally tally = new Tally(result.inputs());
    for (Repository repository : result.repositories()) {
      tally.expected(repository).forEach(digest -> tally.mark(repository, digest, Fate.FINE));
    }
    entries.forEach(tally::mark);
    tally.fates.forEach((image, fate) -> tally.at(image.repository()).add(fate));
    return ImmutableSortedMap.copyOf(tally.counts);
  }

  /** What should be there: what manifests name, or the snapshot where none names anything. */
  private Iterable<DescriptorDigest> expected(Repository repository) {
    DesiredRepository desired = inputs.desired().repositories().get(repository);
    return desired != null
        ? desired.images().tagsByDigest().keySet()
        : inputs.agreed().get(repository).images().keySet();
  }

  private void mark(Entry entry) {
    Fate fate = Fate.of(entry);
    if (fate == Fate.FINE) {
      return;
    }
    if (entry instanceof Entry.Found found
        && found.finding() instanceof Finding.Unreadable unreadable) {
      expected(unreadable.where()).forEach(digest -> mark(unreadable.where(), digest, fate));
      return;
    }
    entry
        .repository()
        .ifPresent(where -> entry.image().ifPresent(image -> mark(where, image, fate)));
  }

  private void mark(Repository repository, DescriptorDigest digest, Fate fate) {
    fates.merge(
        new Image(repository, digest),
        fate,
        (one, other) -> one.compareTo(other) > 0 ? one : other);
  }

  private Multiset<Fate> at(Repository repository) {
    return counts.computeIfAbsent(
        inputs.desired().destinationOf(repository), any -> EnumMultiset.create(Fate.class));
  }
}
