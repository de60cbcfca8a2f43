package dev.reinstate.registry.endpoint;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.KnownNames;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.registry.address.NextLink;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.CompressedAnswer;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * One page of a listing.
 *
 * @param page relative to the repository, or absolute
 * @param uploads is told when images were uploaded
 */
public record ListTags(URI page, KnownNames names, UploadTimes uploads)
    implements Endpoint<ListTags.Page> {

  /**
   * A page of a listing.
   *
   * @param next where the listing goes on
   */
  public record Page(ListingBuilder content, Optional<URI> next) {}

  private static final long PAGE_BYTES = 64L << 20;

  @Override
  public URI locate(URI base) {
    return base.resolve(page);
  }

  @Override
  public ImmutableMap<String, String> headers() {
    return CompressedAnswer.HEADERS;
  }

  @Override
  public Page read(Response response) throws IOException {
    ListingBuilder content = new ListingBuilder(names, uploads);
    ListingParser.parse(CompressedAnswer.body(response, PAGE_BYTES), content);
    return new Page(content, NextLink.of(response.uri(), response.headers("Link")));
  }

  /** A repository that the registry does not know is {@link NoSuchFileException}. */
  @Override
  public Page refused(RegistryException refusal) throws IOException {
    boolean unknown = refusal.status().orElse(0) == 404 && refusal.hasCode("NAME_UNKNOWN");
    throw unknown ? GetManifest.missing(refusal) : refusal;
  }
}
