package dev.reinstate.registry;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a listing goes on.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc8288#section-3
 */
final class NextLink {

  private static final Pattern LINK = Pattern.compile("<(?<target>[^>]*)>(?<parameters>[^<]*)");
  private static final Pattern NEXT =
      Pattern.compile(";\\s*rel\\s*=\\s*\"?next\"?\\s*(?:[;,]|$)", Pattern.CASE_INSENSITIVE);

  private NextLink() {}

  /**
   * The next page of the same listing.
   *
   * @throws IOException when the link leads anywhere else: the registry must not choose what is
   *     asked, nor whom
   */
  static Optional<URI> of(URI page, Iterable<String> headers) throws IOException {
    for (String header : headers) {
      Matcher link = LINK.matcher(header);
      while (link.find()) {
        if (NEXT.matcher(link.group("parameters")).find()) {
          return Optional.of(checked(page, link.group("target")));
        }
      }
    }
    return Optional.empty();
  }

  private static URI checked(URI page, String target) throws IOException {
    URI next = Locations.resolve(page, target);
    if (!Origin.of(next).equals(Origin.of(page)) || !page.getRawPath().equals(next.getRawPath())) {
      throw new PermanentException("the listing goes on elsewhere: " + RedactedUrl.of(next));
    }
    return next;
  }
}
