package dev.reinstate.registry.endpoint;

import dev.reinstate.image.KnownNames;
import dev.reinstate.registry.address.NextLink;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.BoundedInputStream;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;

/**
 * One page of a listing.
 *
 * @param page relative to the repository, or absolute
 */
public record ListTags(URI page, KnownNames names) implements Endpoint<ListingPage> {

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
  public ListingPage read(Response response) throws IOException {
    ListingBuilder content = new ListingBuilder(names);
    ListingParser.parse(new BoundedInputStream(response.body(), PAGE_BYTES), content);
    return new ListingPage(content, NextLink.of(response.uri(), response.headers("Link")));
  }

  /** A repository that the registry does not know is {@link NoSuchFileException}. */
  @Override
  public ListingPage refused(RegistryException refusal) throws IOException {
    boolean unknown = refusal.status().orElse(0) == 404 && refusal.hasCode("NAME_UNKNOWN");
    throw unknown ? GetManifest.missing(refusal) : refusal;
  }
}
