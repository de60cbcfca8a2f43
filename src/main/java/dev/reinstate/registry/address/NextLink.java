package dev.reinstate.registry.address;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Where a listing goes on. */
public final class NextLink {

  private NextLink() {}

  /**
   * The next page of the same listing.
   *
   * @throws PermanentException when the link is not understood, since the listing may then go on;
   *     and when it leads anywhere else: the registry must not choose what is asked, nor whom
   */
  public static Optional<URI> of(URI page, Iterable<String> headers) throws IOException {
    Optional<URI> next = Optional.empty();
    for (WebLink link : WebLink.parse(headers)) {
      if (link.relations().isEmpty()) {
        throw new PermanentException("its header Link has a link without a relation");
      }
      if (link.relations().contains("next") && isOf(page, link)) {
        URI target = checked(page, link.target());
        if (next.isPresent() && !next.get().equals(target)) {
          throw new PermanentException("its header Link has two next pages");
        }
        next = Optional.of(target);
      }
    }
    return next;
  }

  /** RFC 8288, section 3.2: a link with another anchor says nothing of this page. */
  private static boolean isOf(URI page, WebLink link) throws IOException {
    return link.anchor().isEmpty() || isSame(page, Locations.resolve(page, link.anchor().get()));
  }

  private static URI checked(URI page, String target) throws IOException {
    URI next = Locations.resolve(page, target);
    if (!isSame(page, next)) {
      throw new PermanentException("the listing goes on elsewhere: " + RedactedUrl.of(next));
    }
    return next;
  }

  private static boolean isSame(URI page, URI other) {
    return Origin.of(other).equals(Origin.of(page)) && page.getRawPath().equals(other.getRawPath());
  }
}
