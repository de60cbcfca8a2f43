package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.KnownNames;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.Referrer;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.registry.address.GoogleHosts;
import dev.reinstate.registry.artifactregistry.ArtifactRegistryApi;
import dev.reinstate.registry.endpoint.RegistryCaller;
import dev.reinstate.registry.endpoint.TagListing;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Reads a repository by one listing where that tells digests, and otherwise by a listing and a
 * request for each tag and digest that matters. Told beforehand what it will read, it knows
 * Artifact Registry's inventory.
 *
 * @param inventories knows what is Google's, at another address too
 * @param hostsWithDigests hosts whose listings were seen to tell digests, so that an unknown name
 *     there is final
 */
record RegistryRepositoryReader(
    RegistryCaller caller,
    ContentsReader contents,
    ListingDoubts doubts,
    ReferrersApi referrers,
    Listers listers,
    KnownNames names,
    Lister lister,
    ArtifactRegistryApi inventories,
    Set<String> hostsWithDigests)
    implements RepositoryReader {

  /** Makes what lists repositories of which it is known that they will be asked about. */
  interface Listers {
    Lister over(Collection<Repository> repositories);
  }

  RegistryRepositoryReader(
      RegistryCaller caller,
      ContentsReader contents,
      ListingDoubts doubts,
      Listers listers,
      KnownNames names,
      ArtifactRegistryApi inventories) {
    this(
        caller,
        contents,
        doubts,
        new ReferrersApi(caller, names),
        listers,
        names,
        listers.over(ImmutableList.of()),
        inventories,
        ConcurrentHashMap.newKeySet());
  }

  @Override
  public RepositoryReader over(Collection<Repository> repositories) {
    return new RegistryRepositoryReader(
        caller,
        contents,
        doubts,
        referrers,
        listers,
        names,
        listers.over(repositories),
        inventories,
        hostsWithDigests);
  }

  @Override
  public LongSupplier requests(
      Collection<Repository> repositories, ToIntFunction<Repository> images) {
    return lister.requests(repositories, images);
  }

  @Override
  public ImmutableSet<Referrer> referrers(Repository repository, DescriptorDigest subject)
      throws IOException {
    return referrers.of(repository, subject);
  }

  @Override
  public LiveRepository read(Repository repository, Expectation expectation) {
    names.add(expectation.digests(), expectation.tags());
    try {
      Optional<TagListing> listing = lister.list(repository, expectation);
      LiveRepository.Contents found =
          listing.isPresent()
              ? contents.read(repository, noted(repository, listing.get()), expectation)
              : notListed(repository, expectation);
      return doubts.checked(repository, found, expectation);
    } catch (IOException e) {
      return new LiveRepository.Unreadable(e.getMessage());
    }
  }

  private TagListing noted(Repository repository, TagListing listing) {
    if (listing.tellsDigests()) {
      hostsWithDigests.add(caller.address(repository).host());
    }
    return listing;
  }

  /**
   * A repository that the registry does not know. CNCF distribution knows one by its tags alone, so
   * that there may be images in it. Google's registries keep the blobs of many repositories
   * together, so that there may be blobs for it.
   */
  private LiveRepository.Contents notListed(Repository repository, Expectation expectation)
      throws IOException {
    String host = caller.address(repository).host();
    if (GoogleHosts.contains(host) || inventories.vouchesFor(repository)) {
      return LiveRepository.EMPTY;
    }
    if (hostsWithDigests.contains(host)) {
      return LiveRepository.UNKNOWN;
    }
    LiveRepository.Contents found = contents.read(repository, TagListing.SILENT, expectation);
    return found.images().isEmpty() ? LiveRepository.UNKNOWN_AND_HIDING : found;
  }
}
