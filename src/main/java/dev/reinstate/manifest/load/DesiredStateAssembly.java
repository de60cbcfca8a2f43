package dev.reinstate.manifest.load;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.Multimaps;
import com.google.common.collect.SetMultimap;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.Destination;
import dev.reinstate.manifest.ImageEntry;
import dev.reinstate.manifest.ImageGroup;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.PromoterManifest;
import dev.reinstate.manifest.Registries;
import dev.reinstate.manifest.TagClaim;
import dev.reinstate.manifest.TagConflict;
import dev.reinstate.manifest.TaggedImages;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings all manifests together by full repository name, so that destinations may lie within one
 * another. Destinations that get the same images share one value. For one use.
 */
final class DesiredStateAssembly {

  private final Problems problems;
  private final ListMultimap<Repository, Contribution> contributions =
      MultimapBuilder.treeKeys().arrayListValues(1).build();
  private final Map<ImmutableList<ImageGroup>, MergedImages> merged = new HashMap<>();
  private final Interner<TaggedImages> images = Interners.newStrongInterner();
  private final SetMultimap<TagConflict, Repository> conflicts = LinkedHashMultimap.create();

  /** What one manifest says of one repository. */
  private record Contribution(Destination destination, ImageGroup group) {}

  DesiredStateAssembly(Problems problems) {
    this.problems = problems;
  }

  /** The desired state without tags in conflict, which are reported. */
  DesiredState assemble(ImmutableList<PromoterManifest> manifests) {
    manifests.forEach(this::contribute);
    ImmutableSortedMap.Builder<Repository, DesiredRepository> repositories =
        ImmutableSortedMap.naturalOrder();
    Multimaps.asMap(contributions)
        .forEach((repository, from) -> repositories.put(repository, desired(repository, from)));
    conflicts.asMap().forEach((conflict, where) -> report(conflict, ImmutableList.copyOf(where)));
    return new DesiredState(repositories.buildOrThrow(), destinations(manifests));
  }

  private void contribute(PromoterManifest manifest) {
    Registries registries = manifest.registries();
    ImmutableListMultimap<String, ImageEntry> byName =
        Multimaps.index(manifest.images(), ImageEntry::name);
    for (String name : byName.keySet()) {
      ImageGroup group = new ImageGroup(registries.source().resolve(name), byName.get(name));
      for (Destination destination : registries.destinations()) {
        contributions.put(destination.prefix().resolve(name), new Contribution(destination, group));
      }
    }
  }

  private DesiredRepository desired(Repository repository, List<Contribution> from) {
    ImmutableList<ImageGroup> groups =
        from.stream().map(Contribution::group).collect(ImmutableList.toImmutableList());
    MergedImages together = merged.computeIfAbsent(groups, this::merge);
    together.conflicts().forEach(conflict -> conflicts.put(conflict, repository));
    ImmutableList<Destination> longestFirst =
        from.stream()
            .map(Contribution::destination)
            .sorted(Comparator.comparingInt(d -> -d.prefix().path().length()))
            .collect(ImmutableList.toImmutableList());
    return new DesiredRepository(
        longestFirst.getFirst().prefix(),
        together.images(),
        together.sources(),
        serviceAccount(longestFirst));
  }

  private MergedImages merge(ImmutableList<ImageGroup> groups) {
    MergedImages together = MergedImages.of(groups);
    return new MergedImages(
        images.intern(together.images()), together.sources(), together.conflicts());
  }

  private static Optional<String> serviceAccount(ImmutableList<Destination> longestFirst) {
    return longestFirst.stream()
        .map(Destination::serviceAccount)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static ImmutableSortedSet<RegistryPrefix> destinations(
      ImmutableList<PromoterManifest> manifests) {
    return manifests.stream()
        .flatMap(manifest -> manifest.registries().destinations().stream())
        .map(Destination::prefix)
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  /** One problem at each claim that differs from the first. */
  private void report(TagConflict conflict, ImmutableList<Repository> where) {
    TagClaim first = conflict.claims().getFirst();
    String others = where.size() == 1 ? "" : " (and " + (where.size() - 1) + " more)";
    for (TagClaim claim : conflict.claims()) {
      if (!claim.digest().equals(first.digest())) {
        problems.add(
            claim.location(),
            String.format(
                "tag '%s' of %s%s is given %s here and %s at %s; keep one",
                conflict.tag(),
                where.getFirst(),
                others,
                claim.digest(),
                first.digest(),
                first.location()));
      }
    }
  }
}
