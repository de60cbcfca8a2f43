package dev.reinstate.scenario;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.TaggedImages;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The promoter manifests of a scenario as the desired state. */
final class DesiredSection {

  private final List<Scenario.Promotion> promotions;
  private final Symbols symbols;
  private final Map<Repository, TreeMap<DescriptorDigest, SortedSet<String>>> images =
      new TreeMap<>();
  private final Map<Repository, TreeSet<Repository>> sources = new TreeMap<>();

  DesiredSection(List<Scenario.Promotion> promotions, Symbols symbols) {
    this.promotions = promotions;
    this.symbols = symbols;
    promotions.forEach(this::add);
  }

  DesiredState state() {
    ImmutableSortedSet<RegistryPrefix> destinations =
        promotions.stream()
            .flatMap(promotion -> promotion.destinations().stream())
            .map(RegistryPrefix::parse)
            .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
    ImmutableSortedMap.Builder<Repository, DesiredRepository> repositories =
        ImmutableSortedMap.naturalOrder();
    images.forEach(
        (repository, dmap) ->
            repositories.put(
                repository,
                new DesiredRepository(
                    longestPrefix(repository, destinations),
                    new TaggedImages(dmap),
                    ImmutableList.copyOf(sources.get(repository)),
                    Optional.empty())));
    return new DesiredState(repositories.buildOrThrow(), destinations);
  }

  private void add(Scenario.Promotion promotion) {
    for (String destination : promotion.destinations()) {
      promotion
          .images()
          .forEach(
              (name, dmap) -> {
                Repository repository = RegistryPrefix.parse(destination).resolve(name);
                sources
                    .computeIfAbsent(repository, any -> new TreeSet<>())
                    .add(RegistryPrefix.parse(promotion.source()).resolve(name));
                add(repository, dmap);
              });
    }
  }

  private void add(Repository repository, Map<String, List<String>> dmap) {
    var digests = images.computeIfAbsent(repository, any -> new TreeMap<>(Digests.ORDER));
    dmap.forEach(
        (name, tags) -> {
          var known = digests.computeIfAbsent(symbols.digest(name), any -> new TreeSet<>());
          tags.forEach(tag -> known.add(symbols.tag(tag)));
        });
  }

  private static RegistryPrefix longestPrefix(
      Repository repository, SortedSet<RegistryPrefix> destinations) {
    return destinations.stream()
        .filter(destination -> destination.contains(repository))
        .max(Comparator.comparingInt(destination -> destination.path().length()))
        .orElseThrow();
  }
}
