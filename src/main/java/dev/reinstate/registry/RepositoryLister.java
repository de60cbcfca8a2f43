package dev.reinstate.registry;

import dev.reinstate.image.Repository;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Reads all pages of a listing. */
final class RepositoryLister {

  private static final int PAGES = 10_000;

  /**
   * Artifact Registry's listing leaves out what is above this, without a word:
   * https://cloud.google.com/artifact-registry/quotas
   */
  private static final int GOOGLE_LIMIT = 10_000;

  private final RegistryCaller caller;

  RepositoryLister(RegistryCaller caller) {
    this.caller = caller;
  }

  /** Empty when the registry does not know the repository. */
  Optional<Listing> list(Repository repository) throws IOException {
    boolean google = GoogleHosts.contains(caller.address(repository).host());
    try {
      Listing listing = pages(repository, google ? "tags/list?n=" + GOOGLE_LIMIT : "tags/list");
      if (google) {
        refuseTruncated(repository, listing);
      }
      return Optional.of(listing);
    } catch (RegistryException e) {
      if (e.status().orElse(0) == 404 && e.hasCode("NAME_UNKNOWN")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Listing pages(Repository repository, String first) throws IOException {
    ListingBuilder listing = new ListingBuilder();
    Set<URI> seen = new HashSet<>();
    Optional<URI> next = Optional.of(URI.create(first));
    while (next.isPresent()) {
      if (!seen.add(next.get()) || seen.size() > PAGES) {
        throw new IOException("the listing of " + repository + " has no end");
      }
      next = caller.call(repository, new ListTags(next.get(), listing));
    }
    return listing.build();
  }

  static void refuseTruncated(Repository repository, Listing listing) throws IOException {
    if (Math.max(listing.images().size(), listing.tags().size()) >= GOOGLE_LIMIT) {
      throw new IOException(
          "GET tags/list of "
              + repository
              + " gave "
              + GOOGLE_LIMIT
              + " entries or more, where Artifact Registry's listing is incomplete");
    }
  }
}
