package dev.reinstate.network;

import com.google.common.net.InetAddresses;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The addresses that begin with the same bits.
 *
 * @param bits so many
 */
record Subnet(InetAddress first, int bits) {

  /** What comes before an IPv4 address that is written as an IPv6 address, in bits. */
  private static final int MAPPED = 96;

  /** Reads {@code ADDRESS/BITS}; empty for anything else. */
  static Optional<Subnet> parse(String text) {
    int slash = text.indexOf('/');
    String address = text.substring(0, Math.max(0, slash));
    String length = text.substring(slash + 1);
    if (slash < 0 || !InetAddresses.isInetAddress(address) || !length.matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    InetAddress first = InetAddresses.forString(address);
    boolean mapped = first instanceof Inet4Address && address.indexOf(':') >= 0;
    int bits = Integer.parseInt(length) - (mapped ? MAPPED : 0);
    return bits < 0 || bits > size(first) ? Optional.empty() : Optional.of(new Subnet(first, bits));
  }

  boolean contains(InetAddress address) {
    return size(address) == size(first) && beginning(address, bits).equals(beginning(first, bits));
  }

  private static BigInteger beginning(InetAddress address, int bits) {
    return new BigInteger(1, address.getAddress()).shiftRight(size(address) - bits);
  }

  private static int size(InetAddress address) {
    return address.getAddress().length * Byte.SIZE;
  }
}
