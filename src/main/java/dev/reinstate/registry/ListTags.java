package dev.reinstate.registry;

import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * One page of a listing; answers where the next one is. Nothing of a page counts until it was read
 * to its end, since it may be asked for again.
 *
 * @param page relative to the repository, or absolute
 * @param into gathers all pages
 */
record ListTags(URI page, ListingBuilder into) implements Endpoint<Optional<URI>> {

  private static final long PAGE_BYTES = 64L << 20;

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public URI locate(URI base) {
    return base.resolve(page);
  }

  @Override
  public Optional<URI> read(Response response) throws IOException {
    ListingBuilder read = new ListingBuilder();
    ListingParser.parse(new BoundedInputStream(response.body(), PAGE_BYTES), read);
    Optional<URI> next = NextLink.of(response.uri(), response.headers("Link"));
    into.addPage(read);
    return next;
  }

  /** A repository that the registry does not know is {@link NoSuchFileException}. */
  @Override
  public Optional<URI> refused(RegistryException refusal) throws IOException {
    boolean unknown = refusal.status().orElse(0) == 404 && refusal.hasCode("NAME_UNKNOWN");
    throw unknown ? GetManifest.missing(refusal) : refusal;
  }
}
