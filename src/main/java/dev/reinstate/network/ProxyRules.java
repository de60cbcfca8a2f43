package dev.reinstate.network;

import com.google.common.base.Ascii;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which requests go through which proxy, as Go's programs read it from the environment: {@code
 * HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, where it is empty the same in lower case.
 * {@code ALL_PROXY} is not looked at, and loopback is never proxied.
 *
 * <p>Source: https://pkg.go.dev/golang.org/x/net/http/httpproxy.
 */
public final class ProxyRules {

  /** Every host is asked directly. */
  public static final ProxyRules NONE =
      new ProxyRules(Optional.empty(), Optional.empty(), NoProxy.NONE, /* cgi= */ false);

  private final Optional<ProxyServer> https;
  private final Optional<ProxyServer> http;
  private final NoProxy exceptions;
  private final boolean cgi;

  private ProxyRules(
      Optional<ProxyServer> https, Optional<ProxyServer> http, NoProxy exceptions, boolean cgi) {
    this.https = https;
    this.http = http;
    this.exceptions = exceptions;
    this.cgi = cgi;
  }

  /**
   * What the variables say. {@link IllegalArgumentException} names each that is no proxy's URL; it
   * never holds a password.
   *
   * @param environment the process's variables
   */
  public static ProxyRules of(Map<String, String> environment) {
    ImmutableList.Builder<String> problems = ImmutableList.builder();
    Optional<ProxyServer> https = proxy(environment, "HTTPS_PROXY", problems);
    Optional<ProxyServer> http = proxy(environment, "HTTP_PROXY", problems);
    if (!problems.build().isEmpty()) {
      throw new IllegalArgumentException(
          problems.build().stream().collect(Collectors.joining("; ")));
    }
    if (https.isEmpty() && http.isEmpty()) {
      return NONE;
    }
    String exceptions =
        variable(environment, "NO_PROXY").map(environment::get).orElse(/* none */ "");
    boolean cgi = !Strings.isNullOrEmpty(environment.get("REQUEST_METHOD"));
    return new ProxyRules(https, http, NoProxy.parse(exceptions), cgi);
  }

  private static Optional<ProxyServer> proxy(
      Map<String, String> environment, String name, ImmutableList.Builder<String> problems) {
    Optional<String> variable = variable(environment, name);
    try {
      return variable.map(found -> ProxyServer.parse(found, environment.get(found)));
    } catch (IllegalArgumentException e) {
      problems.add(Objects.requireNonNull(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Stream.of(name, Ascii.toLowerCase(name))
        .filter(each -> !Strings.isNullOrEmpty(environment.get(each)))
        .findFirst();
  }

  /** Whether every host is asked directly. */
  public boolean areNone() {
    return https.isEmpty() && http.isEmpty();
  }

  /**
   * The proxy for a request; empty to connect directly.
   *
   * @throws HostFaultException when one is set up that is not to be used: whoever calls a CGI
   *     program over HTTP sets its {@code HTTP_PROXY} by a header ({@code https://httpoxy.org})
   */
  public Optional<ProxyServer> find(URI target) throws HostFaultException {
    boolean tls = Ascii.equalsIgnoreCase(target.getScheme(), "https");
    Optional<ProxyServer> proxy = tls ? https : http;
    if (proxy.isEmpty()) {
      return Optional.empty();
    }
    if (!tls && cgi) {
      throw ProxyException.cgi(proxy.get(), target.getHost());
    }
    int port = target.getPort() < 0 ? (tls ? 443 : 80) : target.getPort();
    return isDirect(target.getHost(), port) ? Optional.empty() : proxy;
  }

  private boolean isDirect(String host, int port) {
    Optional<InetAddress> address =
        InetAddresses.isUriInetAddress(host)
            ? Optional.of(InetAddresses.forUriString(host))
            : Optional.empty();
    return Ascii.equalsIgnoreCase(host, "localhost")
        || address.filter(InetAddress::isLoopbackAddress).isPresent()
        || exceptions.contains(Ascii.toLowerCase(host), address, port);
  }
}
