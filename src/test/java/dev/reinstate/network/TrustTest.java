package dev.reinstate.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.net.HostAndPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom to trust, and every fault with its sentence, against servers that have it. */
final class TrustTest {

  private static final String LOOPBACK = "127.0.0.1";
  private final Instant past =
      Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);

  @TempDir private Path directory;

  @Test
  void anAuthorityOfAFileIsTrustedAndNoOther() throws Exception {
    TestAuthority known = TestAuthority.create("CN=Known");
    Trust trust = trusting(known);
    try (TlsServer server = TlsServer.start(known.issue(LOOPBACK))) {
      assertEquals("HTTP/1.1 200 OK", ask(trust, server.host()));
      assertEquals(
          server.host()
              + ": its certificate is from an authority that is not trusted here, CN=Known;"
              + " if that authority is yours, give its certificate by --ca-file=PEM or as ca.crt in"
              + " a directory "
              + server.host()
              + " below /etc/containers/certs.d",
          fault(Trust.of(Map.of(), directory), server.host()));
    }
  }

  @Test
  void whatIsBetweenIsFollowedToTheAuthorityThatIsMissing() throws Exception {
    TestAuthority root = TestAuthority.create("CN=Root");
    TestAuthority between = root.below("CN=Between", Instant.now().plus(Duration.ofDays(1)));
    try (TlsServer server = TlsServer.start(between.issue(LOOPBACK))) {
      assertEquals("HTTP/1.1 200 OK", ask(trusting(root), server.host()));
      assertFault(
          "is from an authority that is not trusted here, CN=Root; if",
          Trust.of(Map.of(), directory),
          server);
    }
  }

  @Test
  void anAuthorityOfTheSameNameIsAnother() throws Exception {
    TestAuthority known = TestAuthority.create("CN=Same");
    try (TlsServer server = TlsServer.start(TestAuthority.create("CN=Same").issue(LOOPBACK))) {
      assertFault(
          "is signed with another key than that of the trusted CN=Same; ask its operator whether"
              + " that authority was renewed; if",
          trusting(known),
          server);
    }
  }

  @Test
  void aCertificateThatSignsItselfIsTrustedByItsFile() throws Exception {
    TestAuthority.Identity own = TestAuthority.selfSigned("CN=box", LOOPBACK);
    try (TlsServer server = TlsServer.start(own)) {
      assertFault(
          "is signed by nobody but itself (CN=box); if", Trust.of(Map.of(), directory), server);
      Path file = own.write(directory.resolve("own.pem"));
      assertEquals(
          "HTTP/1.1 200 OK",
          ask(Trust.of(Map.of(), directory).withAuthorities(file.toString()), server.host()));
    }
  }

  @Test
  void datesAreSaid() throws Exception {
    TestAuthority known = TestAuthority.create("CN=Known");
    Instant later = Instant.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
    try (TlsServer expired =
            TlsServer.start(known.issue(past.minus(Duration.ofDays(9)), past, LOOPBACK));
        TlsServer early =
            TlsServer.start(known.issue(later, later.plus(Duration.ofDays(9)), LOOPBACK));
        TlsServer between = TlsServer.start(known.below("CN=Between", past).issue(LOOPBACK))) {
      Trust trust = trusting(known);
      assertFault("expired on " + past + "; have it renewed; here it is ", trust, expired);
      assertFault(
          "is not valid before " + later + "; see whether the clock is right: here it is ",
          trust,
          early);
      assertFault("was issued by CN=Between, which expired on " + past, trust, between);
    }
  }

  @Test
  void namesAreSaid() throws Exception {
    TestAuthority known = TestAuthority.create("CN=Known");
    try (TlsServer other =
            TlsServer.start(known.issue("registry.example", "*.registry.example", "10.0.0.7"));
        TlsServer nameless = TlsServer.start(known.issue())) {
      Trust trust = trusting(known);
      assertFault(
          "is for *.registry.example, 10.0.0.7, registry.example, not for this host; ask for it by"
              + " the name that it has, or have the certificate reissued",
          trust,
          other);
      assertFault("is for no host name at all, not for this host; ", trust, nameless);
    }
  }

  @Test
  void whatACertificateNamesIsNoCommandToATerminal() throws Exception {
    TestAuthority evil = TestAuthority.create("CN=Evil\u001b[2J\nline");
    try (TlsServer server = TlsServer.start(evil.issue("a\u001b[31m.example"))) {
      String fault = fault(Trust.of(Map.of(), directory), server.host());
      assertTrue(fault.contains("Evil\ufffd[2J\ufffdline"), fault);
      assertTrue(fault.contains("is for a\ufffd[31m.example, not for this host"), fault);
    }
    TestAuthority.Identity lengthy = TestAuthority.selfSigned("CN=" + "x".repeat(9_000), LOOPBACK);
    try (TlsServer server = TlsServer.start(lengthy)) {
      String fault = fault(Trust.of(Map.of(), directory), server.host());
      assertTrue(fault.length() < 5_000, fault);
    }
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() throws Exception {
    TestAuthority unknown = TestAuthority.create("CN=Unknown");
    try (TlsServer server =
        TlsServer.start(unknown.issue(past.minus(Duration.ofDays(9)), past, "elsewhere.example"))) {
      String fault = fault(Trust.of(Map.of(), directory), server.host());
      assertTrue(
          fault.contains(
              "expired on "
                  + past
                  + ", and is from an authority that is not trusted here, CN=Unknown, and is for"
                  + " elsewhere.example, not for this host; "),
          fault);
    }
  }

  @Test
  void aKeyThatIsTooShortIsRefused() throws Exception {
    TestAuthority known = TestAuthority.create("CN=Known");
    try (TlsServer server = TlsServer.start(known.issueRsa(768, LOOPBACK))) {
      assertFault("is refused: algorithm constrained, ", trusting(known), server);
    }
  }

  @Test
  void whoMayNotIssueIsNoAuthority() throws Exception {
    TestAuthority known = TestAuthority.create("CN=Known");
    TestAuthority.Identity leaf = known.issue("leaf.example");
    TestAuthority usurper =
        new TestAuthority(
            leaf.keys(), ImmutableList.of(leaf.chain().getFirst(), known.certificate()));
    try (TlsServer server = TlsServer.start(usurper.issue(LOOPBACK))) {
      assertFault("is refused: ", trusting(known), server);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientCertificateIsShownWhereThereIsOne(String version) throws Exception {
    TestAuthority known = TestAuthority.create("CN=Known");
    TestAuthority clients = TestAuthority.create("CN=Clients");
    try (TlsServer server =
        TlsServer.startForClients(known.issue(LOOPBACK), clients.certificate(), version)) {
      assertTrue(
          fault(trusting(known), server.host())
              .matches(
                  "\\Q"
                      + server.host()
                      + ": wants a certificate of its clients, and there is none for it (\\E[a-z_ ]+"
                      + "\\Q); put client.cert and client.key into a directory "
                      + server.host()
                      + " below /etc/containers/certs.d\\E"));
      Path certs =
          Files.createDirectories(
              directory.resolve("etc/containers/certs.d").resolve(server.host()));
      known.write(certs.resolve("ca.crt"));
      String nothing = fault(Trust.of(Map.of(), directory), server.host());
      assertTrue(nothing.endsWith(" into " + certs), nothing);
      TestAuthority.Identity ours = clients.issue();
      ours.write(certs.resolve("client.cert"));
      ours.writeKey(certs.resolve("client.key"));
      assertEquals("HTTP/1.1 200 OK", ask(Trust.of(Map.of(), directory), server.host()));

      TestAuthority.Identity stranger = known.issue();
      stranger.write(certs.resolve("client.cert"));
      stranger.writeKey(certs.resolve("client.key"));
      String fault = fault(Trust.of(Map.of(), directory), server.host());
      assertTrue(
          fault.startsWith(
              server.host()
                  + ": refuses the certificate of "
                  + certs.resolve("client.cert")
                  + " ("),
          fault);
    }
  }

  @Test
  void aHostThatSpeaksNoTlsIsToldAtOnce() throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      Thread.startVirtualThread(
          () -> {
            try (Socket socket = server.accept()) {
              socket.getInputStream().read();
              socket
                  .getOutputStream()
                  .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      String host = LOOPBACK + ":" + server.getLocalPort();
      assertEquals(
          host
              + ": speaks no TLS; if it is right that it speaks plain HTTP, leave out --tls="
              + host
              + ", or write http:// where a URL names it",
          fault(Trust.of(Map.of(), directory), host));
    }
  }

  @Test
  void aCertFileStandsInForTheSystemsFileAndADirectoryForItsDirectories() throws Exception {
    TestAuthority file = TestAuthority.create("CN=File");
    TestAuthority inDirectory = TestAuthority.create("CN=InDirectory");
    Path pem = file.write(directory.resolve("file.pem"));
    Path certificates = Files.createDirectories(directory.resolve("certs"));
    inDirectory.write(certificates.resolve("in.pem"));
    Files.createSymbolicLink(certificates.resolve("abcd.0"), Path.of("in.pem"));
    Files.writeString(certificates.resolve("README"), "no certificate");
    ImmutableMap<String, String> both =
        ImmutableMap.of(
            "SSL_CERT_FILE", pem.toString(), "SSL_CERT_DIR", "/nowhere:" + certificates);
    try (TlsServer one = TlsServer.start(file.issue(LOOPBACK));
        TlsServer two = TlsServer.start(inDirectory.issue(LOOPBACK))) {
      for (TlsServer server : new TlsServer[] {one, two}) {
        assertEquals("HTTP/1.1 200 OK", ask(Trust.of(both, directory), server.host()));
      }
      Trust fileAlone = Trust.of(Map.of("SSL_CERT_FILE", pem.toString()), directory);
      assertEquals("HTTP/1.1 200 OK", ask(fileAlone, one.host()));
      assertFault("is from an authority that is not trusted here, CN=InD", fileAlone, two);
    }
    assertEquals(2, authorities(both).length, "and none of the platform's");
    int platform = authorities(Map.of()).length;
    assertEquals(platform + 1, authorities(Map.of("SSL_CERT_FILE", pem.toString())).length);
    assertEquals(platform + 1, authorities(Map.of("SSL_CERT_DIR", certificates.toString())).length);
    assertEquals(platform, authorities(Map.of("SSL_CERT_FILE", "/nowhere")).length);
  }

  private static X509Certificate[] authorities(Map<String, String> environment) throws Exception {
    return Authorities.of(environment).manager(List.of(), new ArrayList<>()).getAcceptedIssuers();
  }

  @Test
  void aCertFileThatCannotBeReadIsNamedOnceACertificateIsRefused() throws Exception {
    TestAuthority known = TestAuthority.create("CN=Known");
    Path gone = directory.resolve("gone.pem");
    try (TlsServer server = TlsServer.start(known.issue(LOOPBACK))) {
      Map<String, String> nothing =
          Map.of("SSL_CERT_FILE", gone.toString(), "SSL_CERT_DIR", "/nowhere");
      assertFault(
          "below /etc/containers/certs.d; SSL_CERT_FILE: " + gone + ": no such file",
          Trust.of(nothing, directory),
          server);
      Path words = Files.writeString(directory.resolve("words.pem"), "no certificate");
      assertFault(
          "; SSL_CERT_FILE: " + words + ": has no certificate in PEM",
          Trust.of(Map.of("SSL_CERT_FILE", words.toString()), directory),
          server);
      assertEquals(
          "HTTP/1.1 200 OK",
          ask(
              Trust.of(nothing, directory)
                  .withAuthorities(known.write(directory.resolve("ca.pem")).toString()),
              server.host()));
    }
  }

  @Test
  void aDirectoryOfOneHostIsForNoOther() throws Exception {
    TestAuthority known = TestAuthority.create("CN=Known");
    try (TlsServer server = TlsServer.start(known.issue(LOOPBACK));
        TlsServer other = TlsServer.start(known.issue(LOOPBACK))) {
      Path home = directory.resolve("home");
      Path own =
          Files.createDirectories(
              home.resolve(".config/containers/certs.d").resolve(server.host()));
      known.write(own.resolve("ca.crt"));
      // Nothing but the first directory counts.
      Path second =
          Files.createDirectories(directory.resolve("etc/docker/certs.d").resolve(server.host()));
      Files.writeString(second.resolve("client.key"), "alone");
      Trust trust = Trust.of(Map.of("HOME", home.toString()), directory);
      assertEquals("HTTP/1.1 200 OK", ask(trust, server.host()));
      assertFault("is from an authority that is not trusted here", trust, other);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"r.example", "r.example:443"})
  void aDirectoryMayNameThePortThatIsImplied(String name) throws Exception {
    Path host = Files.createDirectories(directory.resolve("etc/docker/certs.d").resolve(name));
    Files.writeString(host.resolve("client.key"), "alone");
    Trust trust = Trust.of(Map.of(), directory);
    assertThrows(HostFaultException.class, () -> trust.context(Trust.name("r.example", 443)));
    assertEquals(trust.context("r.example:5000"), trust.context("other.example"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"client.cert", "client.key", "ca.crt"})
  void whatCannotBeUsedIsNamed(String name) throws Exception {
    Path host = Files.createDirectories(directory.resolve("etc/docker/certs.d/r.example:5000"));
    Path file =
        Files.writeString(
            host.resolve(name), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    Trust trust = Trust.of(Map.of(), directory);
    HostFaultException e =
        assertThrows(HostFaultException.class, () -> trust.context("r.example:5000"));
    String wrong =
        switch (name) {
          case "client.cert" ->
              ": lacks client.key beside it; an authority's certificate is to end with .crt";
          case "client.key" -> ": lacks client.cert beside it";
          default -> ":1: is no certificate";
        };
    assertEquals(
        "r.example:5000: its certificates are not to be used: " + file + wrong, e.getMessage());
  }

  @Test
  void anAuthorityThatIsNoneIsNamed() throws Exception {
    Path host = Files.createDirectories(directory.resolve("etc/containers/certs.d/r.example"));
    Path file = Files.writeString(host.resolve("ca.crt"), "no certificate");
    Trust trust = Trust.of(Map.of(), directory);
    assertEquals(
        "r.example: its certificates are not to be used: " + file + ": has no certificate in PEM",
        assertThrows(HostFaultException.class, () -> trust.context("r.example")).getMessage());
  }

  private Trust trusting(TestAuthority authority) throws IOException {
    return Trust.of(Map.of(), directory)
        .withAuthorities(authority.write(directory.resolve("known.pem")).toString());
  }

  private static void assertFault(String part, Trust trust, TlsServer server) throws Exception {
    String fault = fault(trust, server.host());
    assertTrue(fault.startsWith(server.host() + ": its certificate "), fault);
    assertTrue(fault.contains(part), fault);
  }

  private static String fault(Trust trust, String host) {
    Optional<HostFaultException> fault = Optional.empty();
    for (int attempt = 0; fault.isEmpty() && attempt < 3; attempt++) {
      fault = trust.fault(host, assertThrows(IOException.class, () -> ask(trust, host)));
    }
    return fault.orElseThrow().getMessage();
  }

  /** The first line of an answer. */
  private static String ask(Trust trust, String host) throws IOException {
    HostAndPort place = HostAndPort.fromString(host);
    try (SSLSocket socket =
        (SSLSocket)
            trust.context(host).getSocketFactory().createSocket(place.getHost(), place.getPort())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      return answer.readLine();
    }
  }
}
