package dev.reinstate.registry;

import dev.reinstate.image.KnownNames;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.registry.address.GoogleHosts;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.artifactregistry.ArtifactRegistryApi;
import dev.reinstate.registry.endpoint.ListTags;
import dev.reinstate.registry.endpoint.ListingBuilder;
import dev.reinstate.registry.endpoint.RegistryCaller;
import dev.reinstate.registry.endpoint.TagListing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Reads all pages of {@code tags/list}. */
public final class RepositoryLister implements Lister {

  /** A hundred tags on each, which is a small page, are more than any repository has. */
  public static final int PAGES = 2_000;

  /**
   * Artifact Registry's listing leaves out what is above this, without a word:
   * https://cloud.google.com/artifact-registry/quotas
   */
  private static final int GOOGLE_LIMIT = 10_000;

  private final RegistryCaller caller;
  private final ArtifactRegistryApi api;
  private final KnownNames names;
  private final UploadTimes uploads;

  RepositoryLister(
      RegistryCaller caller, ArtifactRegistryApi api, KnownNames names, UploadTimes uploads) {
    this.caller = caller;
    this.api = api;
    this.names = names;
    this.uploads = uploads;
  }

  @Override
  public Optional<TagListing> list(Repository repository, Expectation expectation)
      throws IOException {
    return isOneImage(expectation) ? Optional.of(TagListing.SILENT) : list(repository);
  }

  /** One HEAD says as much as one listing, and is smaller. */
  private static boolean isOneImage(Expectation expectation) {
    return expectation.breadth() == Expectation.Breadth.IMAGES && expectation.digests().size() == 1;
  }

  /** The same for whoever wants all of it. */
  Optional<TagListing> list(Repository repository) throws IOException {
    boolean google =
        GoogleHosts.contains(caller.address(repository).host()) || api.covers(repository);
    URI first = URI.create(google ? "tags/list?n=" + GOOGLE_LIMIT : "tags/list");
    ListTags.Page page;
    try {
      page = caller.call(repository, new ListTags(first, names, uploads));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    follow(repository, page.next(), page.content());
    TagListing whole = page.content().build();
    if (google) {
      refuseTruncated(repository, whole);
    }
    return Optional.of(whole);
  }

  private void follow(Repository repository, Optional<URI> from, ListingBuilder listing)
      throws IOException {
    Set<URI> seen = new HashSet<>();
    Optional<URI> next = from;
    while (next.isPresent()) {
      if (!seen.add(next.get()) || seen.size() > PAGES) {
        throw new PermanentException("GET tags/list of " + repository + " has no end");
      }
      ListTags.Page page = caller.call(repository, new ListTags(next.get(), names, uploads));
      listing.addPage(page.content());
      next = page.next();
    }
  }

  public static void refuseTruncated(Repository repository, TagListing listing)
      throws TruncatedListingException {
    if (Math.max(listing.images().size(), listing.tags().size()) >= GOOGLE_LIMIT) {
      throw new TruncatedListingException(
          "GET tags/list of "
              + repository
              + " gave "
              + GOOGLE_LIMIT
              + " entries or more, where Artifact Registry's listing is incomplete");
    }
  }
}
