package dev.reinstate.registry.address;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;

/** Addresses that a registry names, in {@code Location} and elsewhere. */
public final class Locations {

  private Locations() {}

  /**
   * Resolves a relative or absolute location; what may not stand in a URL is encoded.
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
      Origin origin = Origin.of(target);
      boolean downgrade = base.getScheme().equals("https") && !origin.scheme().equals("https");
      if (downgrade || !origin.isPrivate()) {
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
