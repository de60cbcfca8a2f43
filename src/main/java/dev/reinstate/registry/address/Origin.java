package dev.reinstate.registry.address;

import dev.reinstate.network.PlainHosts;
import java.net.URI;
import java.util.Locale;

/**
 * Scheme, host and port: what credentials and next-links are bound to.
 *
 * @param host lower case; an IPv6 address in brackets
 */
public record Origin(String scheme, String host, int port) {

  /** {@link IllegalArgumentException} when the URI has no host or is not HTTP. */
  public static Origin of(URI uri) {
    if (uri.getScheme() == null || uri.getHost() == null) {
      throw new IllegalArgumentException("not an absolute URL");
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("not an HTTP URL");
    }
    if (uri.getPort() > 65_535) {
      throw new IllegalArgumentException("a port that does not exist");
    }
    int implied = scheme.equals("http") ? 80 : 443;
    int port = uri.getPort() < 0 ? implied : uri.getPort();
    return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
  }

  /** Where a registry host's API is. */
  public static Origin ofRegistry(String host, PlainHosts plainHosts) {
    return of(uriOf(host, plainHosts));
  }

  /** The root of a registry host. */
  public static URI uriOf(String host, PlainHosts plainHosts) {
    // Docker Hub's API is not on the host that its image names carry:
    // https://docs.docker.com/reference/api/registry/latest/
    String apiHost = host.equals("docker.io") ? "registry-1.docker.io" : host;
    String scheme = plainHosts.contains(apiHost) ? "http" : "https";
    return URI.create(scheme + "://" + apiHost + "/");
  }

  /** Whether it may be spoken to: over TLS, or in plain HTTP where that was said to be right. */
  public boolean isOpenTo(PlainHosts plainHosts) {
    return scheme.equals("https") || plainHosts.contains(host, port);
  }
}
