package dev.reinstate.network;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.net.URI;
import java.util.Collection;
import java.util.Locale;

/**
 * Hosts that speak plain HTTP: those of the loopback interface and those that were named, less
 * those that were named to speak TLS.
 *
 * <p>A host is one name with one port: what is said of {@code HOST} is not said of {@code
 * HOST:5000}.
 */
public final class PlainHosts {

  public static final PlainHosts LOOPBACK = new PlainHosts(ImmutableSet.of(), ImmutableSet.of());

  private static final int PORT = 80;

  private final ImmutableSet<String> plain;
  private final ImmutableSet<String> tls;

  private PlainHosts(ImmutableSet<String> plain, ImmutableSet<String> tls) {
    this.plain = plain;
    this.tls = tls;
  }

  /**
   * The hosts of the loopback interface, but for what is named; {@link IllegalArgumentException}
   * for a name that is none, and for a host that is named to speak both.
   *
   * @param plain speak plain HTTP, each {@code HOST[:PORT]}
   * @param tls speak TLS, likewise
   */
  public static PlainHosts of(Collection<String> plain, Collection<String> tls) {
    ImmutableSet<String> plainNames = names(plain);
    ImmutableSet<String> tlsNames = names(tls);
    Sets.SetView<String> both = Sets.intersection(plainNames, tlsNames);
    if (!both.isEmpty()) {
      throw new IllegalArgumentException(
          both.iterator().next() + " is to speak plain HTTP and TLS; give one of both");
    }
    return new PlainHosts(plainNames, tlsNames);
  }

  /**
   * Whether a host is spoken to without TLS.
   *
   * @param host with its port where it has one
   */
  public boolean contains(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (plain.contains(name)) {
      return true;
    }
    return !tls.contains(name) && isLoopback(HostAndPort.fromString(name).getHost());
  }

  /** The same of a host and a port, of which image names leave out the one that is implied. */
  public boolean contains(String host, int port) {
    return contains(host + ":" + port) || (port == PORT && contains(host));
  }

  /**
   * {@code localhost}, {@code 127.0.0.0/8} or {@code ::1}, written as such; names are not resolved.
   *
   * @param host without a port; an IPv6 address with or without brackets
   */
  public static boolean isLoopback(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return bare.equals("localhost")
        || (InetAddresses.isInetAddress(bare) && InetAddresses.forString(bare).isLoopbackAddress());
  }

  private static ImmutableSet<String> names(Collection<String> hosts) {
    return hosts.stream().map(PlainHosts::name).collect(ImmutableSet.toImmutableSet());
  }

  private static String name(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    URI uri;
    try {
      uri = URI.create("https://" + name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is not HOST[:PORT]", e);
    }
    if (uri.getHost() == null
        || uri.getPort() == 0
        || uri.getPort() > 65_535
        || !name.equals(uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()))) {
      throw new IllegalArgumentException("'" + text + "' is not HOST[:PORT]");
    }
    return name;
  }
}
