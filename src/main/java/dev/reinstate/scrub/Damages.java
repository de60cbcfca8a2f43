package dev.reinstate.scrub;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.snapshot.MergeBase;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is broken, each once, with the images that cannot be pulled for it. */
final class Damages {

  /** By host, path and digest, so that reports do not depend on who was visited first. */
  private static final Comparator<Fault.Key> ORDER =
      Comparator.comparing(Fault.Key::repository).thenComparing(Fault.Key::object, Digests.ORDER);

  private final Universe universe;
  private final DesiredState desired;
  private final MergeBase agreed;
  private final Map<Fault.Key, Fault> faults = new TreeMap<>(ORDER);
  private final Map<Fault.Key, TreeSet<Integer>> breaks = new LinkedHashMap<>();
  private final Map<Repository, TreeMap<Integer, Visit>> unread = new TreeMap<>();

  Damages(Universe universe, Inputs inputs, Scrubbed scrubbed) {
    this.universe = universe;
    this.desired = inputs.desired();
    this.agreed = inputs.agreed();
    scrubbed
        .broken()
        .forEach(
            (image, visit) -> {
              for (Fault fault : visit.faults()) {
                faults.merge(fault.key(), fault, Damages::first);
                breaks.computeIfAbsent(fault.key(), any -> new TreeSet<>()).add(image);
              }
              if (!visit.unread().isEmpty()) {
                unread.computeIfAbsent(repository(image), any -> new TreeMap<>()).put(image, visit);
              }
            });
  }

  /** Of two stories about one object the one that does not depend on the order of visits. */
  private static Fault first(Fault one, Fault other) {
    return Comparator.comparing(Fault::kind)
                .thenComparing(Fault::neededBy, Digests.ORDER)
                .compare(one, other)
            <= 0
        ? one
        : other;
  }

  Collection<Fault> faults() {
    return faults.values();
  }

  boolean has(Repository repository, DescriptorDigest object) {
    return faults.containsKey(new Fault.Key(repository, object));
  }

  /** The images that a fault breaks, by their numbers in the universe. */
  Collection<Integer> broken(Fault fault) {
    return breaks.get(fault.key());
  }

  /** A fault as a report shows it, as its own kind or as what became of it. */
  Finding.Damage finding(Fault fault, FindingKind kind) {
    ImmutableSortedMap.Builder<DescriptorDigest, ImmutableSortedSet<String>> images =
        ImmutableSortedMap.orderedBy(Digests.ORDER);
    // A mirror's blob is missed by the same image of many repositories.
    Map<DescriptorDigest, TreeSet<String>> tags = new LinkedHashMap<>();
    for (int image : broken(fault)) {
      Subject subject = universe.images().get(image);
      tags.computeIfAbsent(subject.digest(), any -> new TreeSet<>()).addAll(tags(subject));
    }
    tags.forEach((digest, names) -> images.put(digest, ImmutableSortedSet.copyOf(names)));
    return new Finding.Damage(
        kind,
        fault.repository(),
        fault.object(),
        fault.expected(),
        fault.seen(),
        images.buildOrThrow());
  }

  ImmutableSortedSet<String> tags(Subject image) {
    return desired
        .images(image.repository())
        .tagsByDigest()
        .getOrDefault(image.digest(), ImmutableSortedSet.of());
  }

  /** The tags that a manifest has to have again: of what is attached by tag the snapshot's. */
  ImmutableSortedSet<String> lostTags(Subject manifest) {
    ImmutableSortedSet<String> wanted = tags(manifest);
    return wanted.isEmpty()
        ? agreed.get(manifest.repository()).tags().entrySet().stream()
            .filter(tag -> tag.getValue().digest().equals(manifest.digest()))
            .map(Map.Entry::getKey)
            .filter(tag -> AttachmentTag.subjectOf(tag).isPresent())
            .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()))
        : wanted;
  }

  /** One finding a repository, however many of its images could not be read. */
  Iterable<Finding> unreadable() {
    return unread.entrySet().stream()
        .<Finding>map(
            entry ->
                new Finding.Unreadable(
                    entry.getKey(),
                    "%,d image%s not read whole: %s"
                        .formatted(
                            entry.getValue().size(),
                            entry.getValue().size() == 1 ? "" : "s",
                            entry.getValue().firstEntry().getValue().unread().getFirst())))
        .toList();
  }

  private Repository repository(int image) {
    return universe.images().get(image).repository();
  }
}
