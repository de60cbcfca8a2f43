package dev.reinstate.network;

import com.google.common.base.Ascii;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Tells what a host and we disagree on from what may pass. */
final class TlsFaults {

  /**
   * What the other side says before it hangs up: by the names that alerts have in RFC 8446, section
   * 6.2, which the JDK writes in lower case and BoringSSL in upper.
   */
  private static final Pattern ALERT =
      Pattern.compile("received fatal alert: (?<jdk>\\w+)|(?:tls|ssl)v\\d+_alert_(?<boring>\\w+)");

  /** What it says of our certificate, or of none. */
  private static final ImmutableSet<String> ON_OURS =
      ImmutableSet.of(
          "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "unknown_ca",
          "access_denied",
          "certificate_required");

  /** An answer that is no TLS, as the JDK, BoringSSL and Conscrypt say it. */
  private static final Pattern NO_TLS =
      Pattern.compile(
          "unsupported or unrecognized ssl message|plaintext connection|wrong_version_number"
              + "|http_request\\b|unable to parse tls packet header");

  /** The other side chose a version that we no longer speak, or says that ours is none of its. */
  private static final Pattern OLD =
      Pattern.compile("server selected protocol version|unsupported_protocol");

  /** What servers say over TLS to who showed no certificate, and a status with it (nginx). */
  private static final Pattern NO_CERTIFICATE =
      Pattern.compile("no required ssl certificate was sent|the ssl certificate error");

  /** What servers of TLS say in plain HTTP: Go's, nginx and Apache's. */
  private static final Pattern TLS_WANTED =
      Pattern.compile(
          "http request to an https server|plain http request was sent to https port"
              + "|speaking plain http to an ssl-enabled server port");

  /** The file of the certificate that a host was shown, and where one for it is read. */
  record Shown(Optional<Path> ours, String place) {}

  private TlsFaults() {}

  /**
   * What is wrong with a host; empty for what may pass.
   *
   * @param host with its port where that is not the one implied
   * @param asked whether it asked for a certificate of ours
   * @param shown what it was shown
   */
  static Optional<HostFaultException> of(
      String host, IOException failure, boolean asked, Shown shown) {
    List<Throwable> causes = Throwables.getCausalChain(failure);
    for (Throwable cause : causes) {
      if (cause instanceof CertificateFault fault) {
        return Optional.of(new HostFaultException(host, fault.sentence(), failure));
      }
      if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
        return fault(host, "its certificate is refused: " + cause.getMessage(), failure);
      }
    }
    if (causes.stream().noneMatch(SSLException.class::isInstance)) {
      return Optional.empty();
    }
    String said =
        causes.stream()
            .map(cause -> Ascii.toLowerCase(String.valueOf(cause.getMessage())))
            .collect(Collectors.joining("\n"));
    Matcher alert = ALERT.matcher(said);
    if (alert.find()) {
      String name = alert.group("jdk") == null ? alert.group("boring") : alert.group("jdk");
      return onAlert(host, name, failure, asked, shown);
    }
    if (NO_TLS.matcher(said).find()) {
      return fault(
          host,
          "speaks no TLS; if it is right that it speaks plain HTTP, "
              + (PlainHosts.isLoopback(HostAndPort.fromString(host).getHost())
                  ? "leave out --tls="
                  : "pass --plain-http=")
              + host
              + ", or write http:// where a URL names it",
          failure);
    }
    return OLD.matcher(said).find() ? fault(host, TOO_OLD, failure) : Optional.empty();
  }

  private static final String TOO_OLD =
      "speaks no TLS that is safe, 1.2 or 1.3; have its server updated";

  private static Optional<HostFaultException> onAlert(
      String host, String alert, IOException failure, boolean asked, Shown shown) {
    if (ON_OURS.contains(alert) || (alert.equals("handshake_failure") && asked)) {
      return Optional.of(onOurs(host, alert, failure, shown));
    }
    return switch (alert) {
      case "protocol_version", "insufficient_security" -> fault(host, TOO_OLD, failure);
      case "handshake_failure" ->
          fault(
              host,
              "has no way of encrypting in common with this client (alert handshake_failure); have"
                  + " its server updated",
              failure);
      case "unrecognized_name" ->
          fault(
              host,
              "does not know itself by that name (alert unrecognized_name); ask for it by another",
              failure);
      default -> Optional.empty();
    };
  }

  /**
   * Of a certificate that we showed, or of none.
   *
   * @param said how the host said so
   */
  static HostFaultException onOurs(String host, String said, IOException failure, Shown shown) {
    return new HostFaultException(
        host,
        shown
            .ours()
            .map(
                file ->
                    "refuses the certificate of " + file + " (" + said + "); have a new one issued")
            .orElse(
                "wants a certificate of its clients, and there is none for it ("
                    + said
                    + "); put client.cert and client.key into "
                    + shown.place()),
        failure);
  }

  /** Whether a connection was lost that there was. */
  static boolean isHangUp(IOException failure) {
    return Throwables.getCausalChain(failure).stream()
        .noneMatch(
            cause -> cause instanceof ConnectException || cause instanceof InterruptedIOException);
  }

  /**
   * The same of an answer in HTTP.
   *
   * @param tls whether it was asked over TLS
   * @param body its beginning
   */
  static Optional<HostFaultException> ofAnswer(String host, boolean tls, String body, Shown shown) {
    String said = Ascii.toLowerCase(body);
    if (tls) {
      return NO_CERTIFICATE.matcher(said).find()
          ? Optional.of(onOurs(host, "status 400", null, shown))
          : Optional.empty();
    }
    return TLS_WANTED.matcher(said).find() ? Optional.of(wantsTls(host)) : Optional.empty();
  }

  /** A host that is known for a plain one, and is not. */
  static HostFaultException wantsTls(String host) {
    return new HostFaultException(
        host,
        "speaks TLS, and was asked in plain HTTP; "
            + (PlainHosts.isLoopback(HostAndPort.fromString(host).getHost())
                ? "pass --tls="
                : "leave out --plain-http=")
            + host,
        null);
  }

  private static Optional<HostFaultException> fault(
      String host, String sentence, IOException failure) {
    return Optional.of(new HostFaultException(host, sentence, failure));
  }
}
