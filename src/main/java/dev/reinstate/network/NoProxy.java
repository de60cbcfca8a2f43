package dev.reinstate.network;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.net.InetAddresses;
import java.net.IDN;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Hosts that are asked directly: names, which stand for what is below them too, suffixes, addresses
 * and networks, each but the last with a port or for any. What is none of these is passed over.
 */
final class NoProxy {

  static final NoProxy NONE = new NoProxy(ImmutableList.of());

  private static final Splitter ENTRIES =
      Splitter.on(',').trimResults(CharMatcher.whitespace()).omitEmptyStrings();

  /** What one entry says. */
  private interface Entry {
    boolean matches(String host, Optional<InetAddress> address, String port);
  }

  private final ImmutableList<Entry> entries;

  private NoProxy(ImmutableList<Entry> entries) {
    this.entries = entries;
  }

  static NoProxy parse(String list) {
    ImmutableList.Builder<Entry> entries = ImmutableList.builder();
    for (String entry : ENTRIES.split(Ascii.toLowerCase(list))) {
      if (entry.equals("*")) {
        return new NoProxy(ImmutableList.of((host, address, port) -> true));
      }
      Optional<Entry> network = Subnet.parse(entry).map(NoProxy::network);
      network.or(() -> hostAndPort(entry)).ifPresent(entries::add);
    }
    return new NoProxy(entries.build());
  }

  /**
   * Whether a host is one of them.
   *
   * @param host in lower case
   * @param address what the host is, where it is written as an address
   */
  boolean contains(String host, Optional<InetAddress> address, int port) {
    return entries.stream().anyMatch(entry -> entry.matches(host, address, Integer.toString(port)));
  }

  private static Entry network(Subnet subnet) {
    return (host, address, port) -> address.filter(subnet::contains).isPresent();
  }

  private static Optional<Entry> hostAndPort(String entry) {
    int colon = entry.lastIndexOf(':');
    boolean hasPort = colon >= 0 && isHost(entry.substring(0, colon));
    String host = hasPort ? entry.substring(0, colon) : entry;
    String port = hasPort ? entry.substring(colon + 1) : "";
    String bare = hasPort && host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    if (bare.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        InetAddresses.isInetAddress(bare)
            ? ofAddress(InetAddresses.forString(bare), port)
            : ofName(bare, port));
  }

  /** What may stand before a port: an IPv6 address only in brackets. */
  private static boolean isHost(String text) {
    boolean isBracketed = text.startsWith("[") && text.endsWith("]");
    return isBracketed
        ? text.indexOf('[', 1) < 0 && text.indexOf(']') == text.length() - 1
        : CharMatcher.anyOf(":[]").matchesNoneOf(text);
  }

  private static Entry ofAddress(InetAddress wanted, String wantedPort) {
    return (host, address, port) ->
        address.filter(wanted::equals).isPresent()
            && (wantedPort.isEmpty() || wantedPort.equals(port));
  }

  private static Entry ofName(String name, String wantedPort) {
    String plain = name.startsWith("*.") ? name.substring(1) : name;
    boolean alsoItself = !plain.startsWith(".");
    String suffix = ascii(alsoItself ? "." + plain : plain);
    return (host, address, port) ->
        address.isEmpty()
            && (host.endsWith(suffix) || (alsoItself && host.equals(suffix.substring(1))))
            && (wantedPort.isEmpty() || wantedPort.equals(port));
  }

  /** A name outside of ASCII as requests have it. */
  private static String ascii(String suffix) {
    try {
      return "." + IDN.toASCII(suffix.substring(1));
    } catch (IllegalArgumentException e) {
      return suffix;
    }
  }
}
