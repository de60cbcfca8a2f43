package dev.reinstate.registry.address;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;

/** Addresses that a registry names, in {@code Location} and elsewhere. */
public final class Locations {

  private Locations() {}

  /**
   * Resolves a relative or absolute location; what may not stand in a URL is encoded. From plain
   * HTTP it may lead to any host; which of them are spoken to so is not decided here.
   *
   * @throws IOException when it is not an HTTP URL, carries credentials, or would leave TLS
   */
  public static URI resolve(URI base, String location) throws IOException {
    if (location.isBlank()) {
      throw new PermanentException("an empty Location");
    }
    try {
      URI target = UriReferences.resolve(base, location);
      if (target.getRawUserInfo() != null) {
        throw new PermanentException("a Location with credentials in it");
      }
      String scheme = Origin.of(target).scheme();
      if (base.getScheme().equals("https") && !scheme.equals("https")) {
        throw new PermanentException("refused to leave TLS for " + target.getRawAuthority());
      }
      return target;
    } catch (IllegalArgumentException e) {
      throw new PermanentException("an unusable Location: " + reason(e), e);
    }
  }

  /** Why, without the text itself, which may hold secrets and control characters. */
  private static String reason(IllegalArgumentException e) {
    return e.getCause() instanceof URISyntaxException syntax ? syntax.getReason() : e.getMessage();
  }
}
