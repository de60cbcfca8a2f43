package dev.reinstate.network;

import java.io.IOException;
import java.net.UnknownHostException;

/** A proxy does not lead to where a request is to go; the message is for users. */
public final class ProxyException extends IOException {

  private static final long serialVersionUID = 1L;
  private static final int LOGIN_WANTED = 407;

  private final boolean permanent;

  private ProxyException(String message, boolean permanent, Throwable cause) {
    super(message, cause);
    this.permanent = permanent;
  }

  /** It cannot be spoken to. */
  static ProxyException unreachable(ProxyServer proxy, String host, IOException cause) {
    String reason =
        cause instanceof UnknownHostException
            ? "there is no such host"
            : String.valueOf(cause.getMessage());
    return new ProxyException(
        "%s cannot be reached, so neither can %s: %s; correct it, or name %s in $NO_PROXY"
            .formatted(described(proxy), host, reason, host),
        /* permanent= */ false,
        cause);
  }

  /**
   * It answered something else than that the way is free.
   *
   * @param host where the way was to lead, with its port
   */
  static ProxyException refused(ProxyServer proxy, String host, int status, String reason) {
    String answer = (status + " " + reason).strip();
    if (status == LOGIN_WANTED) {
      return new ProxyException(
          described(proxy)
              + (proxy.authorization().isPresent()
                  ? " does not take the login it has there"
                  : " wants a login")
              + " and did not lead to %s: %s; write it as http://USER:PASSWORD@%s:%d, percent-encoded"
                  .formatted(host, answer, proxy.host(), proxy.port()),
          /* permanent= */ true,
          null);
    }
    if (status >= 500 || status == 408 || status == 429) {
      return new ProxyException(
          "%s does not reach %s: %s; see whether it resolves that host and may connect to it"
              .formatted(described(proxy), host, answer),
          /* permanent= */ false,
          null);
    }
    return new ProxyException(
        "%s does not let us through to %s: %s; have the host allowed there, or name it in $NO_PROXY"
            .formatted(described(proxy), host, answer),
        /* permanent= */ true,
        null);
  }

  /** It may have been set by somebody outside. */
  static ProxyException cgi(ProxyServer proxy, String host) {
    return new ProxyException(
        "%s is not used for %s: $REQUEST_METHOD is set, as for a CGI program, of which callers can"
                .formatted(described(proxy), host)
            + " set that variable; unset one of the two",
        /* permanent= */ true,
        null);
  }

  /** The same once more, without asking. */
  ProxyException again() {
    return new ProxyException(getMessage(), permanent, this);
  }

  private static String described(ProxyServer proxy) {
    return "the proxy " + proxy + " (from $" + proxy.variable() + ")";
  }

  /** Whether asking again would change nothing. */
  public boolean isPermanent() {
    return permanent;
  }
}
