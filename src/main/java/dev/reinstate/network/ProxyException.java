package dev.reinstate.network;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;

/**
 * A proxy does not lead to where a request is to go, which may pass; the message is for users. What
 * will not pass is a {@link HostFaultException} of the host that is not led to.
 *
 * <p>As a {@link SocketException} it is one of those after which the client of Google Cloud Storage
 * asks again. Source: isRetryable of
 * https://github.com/googleapis/sdk-platform-java/blob/main/java-core/google-cloud-core/src/main/java/com/google/cloud/BaseServiceException.java
 */
public final class ProxyException extends SocketException {

  private static final long serialVersionUID = 1L;
  private static final int LOGIN_WANTED = 407;

  private ProxyException(String message, Throwable cause) {
    super(message, cause);
  }

  /** It cannot be spoken to; where it has a fault itself, that will not pass. */
  static IOException unreachable(ProxyServer proxy, String host, IOException cause) {
    String reason =
        cause instanceof UnknownHostException
            ? "there is no such host"
            : String.valueOf(cause.getMessage());
    String message =
        "%s, through which %s is reached, cannot be reached itself: %s; correct it, or name %s in"
                .formatted(described(proxy), host, reason, host)
            + " $NO_PROXY";
    return cause instanceof HostFaultException
        ? new HostFaultException(host, message, cause)
        : new ProxyException(message, cause);
  }

  /** It took a request to lead to a host, and said nothing to that. */
  static ProxyException silent(ProxyServer proxy, String host, IOException cause) {
    return new ProxyException(
        "%s does not say whether it reaches %s (%s); see whether it resolves that host and may"
                .formatted(described(proxy), host, cause.getMessage())
            + " connect to it",
        cause);
  }

  /**
   * It answered something else than that the way is free.
   *
   * @param host where the way was to lead
   */
  static IOException refused(ProxyServer proxy, String host, int status, String reason) {
    String answer = (status + " " + reason).strip();
    if (status == LOGIN_WANTED) {
      return new HostFaultException(
          host,
          "%s %s and did not let us through (%s); set it to %s://USER:PASSWORD@%s:%d, both"
                  .formatted(
                      described(proxy),
                      proxy.authorization().isPresent()
                          ? "does not take the login that is there"
                          : "wants a login",
                      answer,
                      proxy.scheme(),
                      proxy.host(),
                      proxy.port())
              + " percent-encoded",
          null);
    }
    if (status >= 500 || status == 408 || status == 429) {
      return new ProxyException(
          "%s does not reach %s (%s); see whether it resolves that host and may connect to it"
              .formatted(described(proxy), host, answer),
          null);
    }
    return new HostFaultException(
        host,
        "%s does not let us through (%s); have the host allowed there, or name it in $NO_PROXY"
            .formatted(described(proxy), answer),
        null);
  }

  /** It may have been set by somebody outside. */
  static HostFaultException cgi(ProxyServer proxy, String host) {
    return new HostFaultException(
        host,
        described(proxy)
            + " is not used, since $REQUEST_METHOD is set, as for a CGI program, of which callers"
            + " can set that variable; unset one of the two",
        null);
  }

  private static String described(ProxyServer proxy) {
    return "the proxy " + proxy + " (from $" + proxy.variable() + ")";
  }
}
