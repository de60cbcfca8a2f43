package dev.reinstate.network;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names and addresses that a certificate is for.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9525#section-6
 */
record HostNames(ImmutableSortedSet<String> names) {

  private static final int DNS = 2;
  private static final int ADDRESS = 7;
  private static final int SHOWN = 8;

  static HostNames of(X509Certificate certificate) {
    Collection<List<?>> alternatives;
    try {
      alternatives =
          Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.of());
    } catch (CertificateParsingException e) {
      alternatives = List.of();
    }
    return new HostNames(
        alternatives.stream()
            .filter(name -> name.get(0).equals(DNS) || name.get(0).equals(ADDRESS))
            .map(name -> Ascii.toLowerCase(String.valueOf(name.get(1))))
            .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder())));
  }

  /**
   * Whether it is for a host.
   *
   * @param host with or without a port
   */
  boolean contain(String host) {
    String bare = Ascii.toLowerCase(HostAndPort.fromString(host).getHost());
    if (InetAddresses.isInetAddress(bare)) {
      return names.stream()
          .filter(InetAddresses::isInetAddress)
          .anyMatch(name -> InetAddresses.forString(name).equals(InetAddresses.forString(bare)));
    }
    int dot = bare.indexOf('.');
    return names.contains(bare) || (dot > 0 && names.contains("*" + bare.substring(dot)));
  }

  @Override
  public String toString() {
    if (names.isEmpty()) {
      return "no host name at all";
    }
    Stream<String> more =
        names.size() > SHOWN ? Stream.of((names.size() - SHOWN) + " others") : Stream.of();
    return Stream.concat(names.stream().limit(SHOWN), more).collect(Collectors.joining(", "));
  }
}
