package dev.reinstate.network;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;

/** Hosts that speak plain HTTP: those of the loopback interface, and no others. */
public final class PlainHosts {

  public static final PlainHosts LOOPBACK = new PlainHosts();

  private PlainHosts() {}

  /**
   * Whether a host is spoken to without TLS.
   *
   * @param host with its port where it has one
   */
  public boolean contains(String host) {
    return isLoopback(HostAndPort.fromString(host).getHost());
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
}
