package dev.reinstate.registry;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.registry.artifactregistry.ArtifactInventory;
import dev.reinstate.registry.artifactregistry.ArtifactRegistryApi;
import dev.reinstate.registry.artifactregistry.ArtifactRepository;
import dev.reinstate.registry.artifactregistry.InventoryCost;
import dev.reinstate.registry.endpoint.TagListing;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Answers from the inventory of Artifact Registry where that takes fewer requests than a listing of
 * each repository, and where a listing would be incomplete. What the inventory shows is taken; what
 * it lacks is looked for in the listing, so that nothing is missing on its word alone: how soon it
 * knows of a change is not documented.
 */
final class InventoryLister implements Lister {

  /**
   * How many listings a page of the inventory has to be worth: pages are large, come one after the
   * other, and may turn out to be in vain. One of eight shards asks about an eighth of a region's
   * repositories, and pages are still less than half of that.
   */
  private static final int LISTINGS_A_PAGE = 2;

  private final Lister listings;
  private final ArtifactRegistryApi api;
  private final ImmutableSetMultimap<ArtifactRepository, String> asked;
  private final Map<ArtifactRepository, InventoryCost> costs = new HashMap<>();
  private final SingleFlight<ArtifactRepository, Optional<ArtifactInventory>, RuntimeException>
      affordable = new SingleFlight<>(RuntimeException.class);
  private final SingleFlight<ArtifactRepository, ArtifactInventory, IOException> complete =
      new SingleFlight<>(IOException.class);

  /**
   * @param repositories what will be asked about
   */
  InventoryLister(Lister listings, ArtifactRegistryApi api, Collection<Repository> repositories) {
    this.listings = listings;
    this.api = api;
    ImmutableSetMultimap.Builder<ArtifactRepository, String> groups =
        ImmutableSetMultimap.builder();
    for (Repository repository : repositories) {
      api.repositoryOf(repository).ifPresent(in -> groups.put(in, api.pathOf(repository)));
    }
    this.asked = groups.build();
    asked
        .asMap()
        .forEach(
            (in, paths) ->
                costs.put(in, new InventoryCost(paths.size(), paths.size() / LISTINGS_A_PAGE)));
  }

  @Override
  public LongSupplier requests(
      Collection<Repository> repositories, ToIntFunction<Repository> images) {
    long elsewhere = 0;
    Map<InventoryCost, Long> sums = new HashMap<>();
    for (Repository repository : repositories) {
      InventoryCost cost = api.repositoryOf(repository).map(costs::get).orElse(null);
      if (cost == null) {
        elsewhere++;
      } else {
        sums.merge(cost, (long) images.applyAsInt(repository), Long::sum);
      }
    }
    long listed = elsewhere;
    return () ->
        listed
            + sums.entrySet().stream()
                .mapToLong(each -> each.getKey().requests(each.getValue()))
                .sum();
  }

  @Override
  public Optional<TagListing> list(Repository repository, Expectation expectation)
      throws IOException {
    Optional<ArtifactRepository> in = api.repositoryOf(repository);
    if (in.isEmpty()) {
      return listings.list(repository, expectation);
    }
    Optional<TagListing> known = affordable(in.get(), api.pathOf(repository));
    boolean isComplete = known.isPresent() && showsAll(known.get(), expectation);
    if (costs.containsKey(in.get())) {
      boolean isPresent = known.isPresent() && !known.get().images().isEmpty();
      costs.get(in.get()).looked(isPresent, isComplete);
    }
    if (isComplete) {
      return known;
    }
    try {
      return listings.list(repository, expectation);
    } catch (TruncatedListingException e) {
      return known.isPresent() ? known : complete(in.get(), api.pathOf(repository), e);
    }
  }

  private static boolean showsAll(TagListing listing, Expectation expectation) {
    return listing.images().containsAll(expectation.digests())
        && listing.tags().containsAll(expectation.tags());
  }

  private Optional<TagListing> affordable(ArtifactRepository in, String path) throws IOException {
    int pages = asked.get(in).size() / LISTINGS_A_PAGE;
    if (pages == 0) {
      return Optional.empty();
    }
    Optional<ArtifactInventory> inventory = affordable.get(in, () -> inventory(in, pages));
    return inventory.isPresent() ? inventory.get().take(path) : Optional.empty();
  }

  private Optional<ArtifactInventory> inventory(ArtifactRepository in, int mostPages) {
    ImmutableSet<String> paths = asked.get(in);
    Optional<ArtifactInventory> inventory = api.inventory(in, wanted(paths), mostPages);
    costs
        .get(in)
        .read(
            inventory.map(ArtifactInventory::pages).orElse(api.isRefused(in) ? 1 : mostPages),
            inventory.map(known -> known.absent(paths)).orElse(paths.size()));
    return inventory;
  }

  private Optional<TagListing> complete(
      ArtifactRepository in, String path, TruncatedListingException listing) throws IOException {
    Optional<TagListing> known;
    try {
      known = complete.get(in, () -> api.inventory(in, wanted(asked.get(in)))).take(path);
    } catch (IOException e) {
      throw new TruncatedListingException(listing, e);
    }
    if (known.isEmpty()) {
      throw listing;
    }
    return known;
  }

  /** Those repositories and what lies below them, whose names a walk goes by. */
  private static Predicate<String> wanted(Set<String> paths) {
    return path -> {
      for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
        if (paths.contains(path.substring(0, end))) {
          return true;
        }
      }
      return false;
    };
  }
}
