package dev.reinstate.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.network.Network;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.network.TestAuthority;
import dev.reinstate.network.TlsServer;
import dev.reinstate.network.Trust;
import dev.reinstate.registry.LoopbackServer.Answer;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a host is said of the host, at once, and it is not asked over and over. */
final class HostFaultsTest {

  private static final Expectation NOTHING = Expectation.ofImages(ImmutableList.of());
  private static final String ANSWER = "{\"name\":\"prod/pause\",\"tags\":[]}";

  @TempDir private Path directory;

  private final VirtualTime time = new VirtualTime();

  @Test
  void aRefusedCertificateIsLookedAtOnceAndSaidAlikeOfAllRepositories() throws Exception {
    TestAuthority unknown = TestAuthority.create("CN=Unknown");
    try (TlsServer server = TlsServer.start(unknown.issue("127.0.0.1"));
        RegistryClient client = client(Trust.PLATFORM, server.host())) {
      ImmutableSet.Builder<String> reasons = ImmutableSet.builder();
      for (int i = 0; i < 40; i++) {
        reasons.add(unreadable(client, server.host(), "prod/image-" + i));
      }
      assertEquals(1, reasons.build().size());
      String reason = reasons.build().asList().getFirst();
      assertTrue(
          reason.startsWith(
              server.host()
                  + ": its certificate is from an authority that is not trusted here, CN=Unknown;"),
          reason);
      assertEquals(1, server.connections());
      assertEquals(1, client.requests());
      assertEquals(List.of(), time.slept());

      time.sleep(Duration.ofMinutes(1));
      assertEquals(reason, unreadable(client, server.host(), "prod/pause"));
      assertEquals(2, server.connections(), "by now it could have been mended");
    }
  }

  @Test
  void aTrustedHostOnLoopbackIsReadOverTls() throws Exception {
    TestAuthority known = TestAuthority.create("CN=Known");
    try (TlsServer server = TlsServer.start(known.issue("127.0.0.1"), ANSWER);
        RegistryClient client = client(trusting(known), server.host())) {
      assertInstanceOf(
          LiveRepository.Contents.class,
          client.reader().read(new Repository(server.host(), "prod/pause"), NOTHING));
      assertTrue(server.asked().getFirst().startsWith("GET /v2/prod/pause/tags/list"));
    }
  }

  @Test
  void tlsToAPlainPort() throws IOException {
    try (EmbeddedRegistry server = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
        RegistryClient client = client(Trust.PLATFORM, server.host())) {
      assertEquals(
          server.host()
              + ": speaks no TLS; if it is right that it speaks plain HTTP, leave out --tls="
              + server.host(),
          unreadable(client, server.host(), "prod/pause"));
      assertEquals(List.of(), time.slept());
    }
  }

  @Test
  void plainHttpToAPortOfTheJdk() throws Exception {
    TestAuthority known = TestAuthority.create("CN=Known");
    try (TlsServer server = TlsServer.start(known.issue("127.0.0.1"));
        RegistryClient client = client(trusting(known))) {
      assertEquals(
          server.host() + ": speaks TLS, and was asked in plain HTTP; pass --tls=" + server.host(),
          unreadable(client, server.host(), "prod/pause"));
      assertEquals(List.of(), time.slept());
    }
  }

  /** By net/http of Go, by nginx, and by Apache. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Client sent an HTTP request to an HTTPS server.\n",
        "<center>The plain HTTP request was sent to HTTPS port</center>",
        "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
      })
  void plainHttpToAPortOfTls(String body) throws IOException {
    Answer answer = new Answer(400, ImmutableMap.of("Content-Type", "text/plain"), body);
    try (LoopbackServer server = LoopbackServer.start(asked -> answer);
        RegistryClient client = client(Trust.PLATFORM)) {
      assertEquals(
          server.host() + ": speaks TLS, and was asked in plain HTTP; pass --tls=" + server.host(),
          unreadable(client, server.host(), "prod/pause"));
      assertEquals(1, server.asked().size());
      assertEquals(List.of(), time.slept());
    }
  }

  @Test
  void anyOther400IsTheAnswerToARequest() throws IOException {
    Answer answer = new Answer(400, ImmutableMap.of(), "{\"errors\":[{\"code\":\"TAG_INVALID\"}]}");
    try (LoopbackServer server = LoopbackServer.start(asked -> answer);
        RegistryClient client = client(Trust.PLATFORM)) {
      String reason = unreadable(client, server.host(), "prod/pause");
      assertTrue(reason.contains("answered 400 TAG_INVALID"), reason);
    }
  }

  @Test
  void aHostThatAnswersThatItWantsACertificate() throws Exception {
    TestAuthority known = TestAuthority.create("CN=Known");
    String body = "<center>No required SSL certificate was sent</center>";
    String answer =
        "HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body);
    try (TlsServer server = TlsServer.saying(known.issue("127.0.0.1"), answer);
        RegistryClient client = client(trusting(known), server.host())) {
      assertEquals(
          server.host()
              + ": wants a certificate of its clients, and there is none for it (status 400); put"
              + " client.cert and client.key into a directory "
              + server.host()
              + " below /etc/containers/certs.d",
          unreadable(client, server.host(), "prod/pause"));
      assertEquals(1, server.connections());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aHostThatHangsUpOnWhoShowsNoCertificate(String version) throws Exception {
    TestAuthority known = TestAuthority.create("CN=Known");
    try (TlsServer server =
            TlsServer.startForClients(known.issue("127.0.0.1"), known.certificate(), version);
        RegistryClient client = client(trusting(known), server.host())) {
      String reason = unreadable(client, server.host(), "prod/pause");
      assertTrue(
          reason.startsWith(
              server.host() + ": wants a certificate of its clients, and there is none for it ("),
          reason);
      assertTrue(reason.endsWith(" below /etc/containers/certs.d"), reason);
      assertTrue(server.connections() <= 3, "but for what it said to be lost");
    }
  }

  /** Alerts as a server sends them before it has chosen anything: RFC 8446, section 6. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "70 | speaks no TLS that is safe, 1.2 or 1.3; have its server updated",
        "40 | has no way of encrypting in common with this client (alert handshake_failure); have"
            + " its server updated",
        "112 | does not know itself by that name (alert unrecognized_name); ask for it by another",
      })
  void aHostThatWillNotSpeakTlsWithUs(int alert, String sentence) throws IOException {
    try (Alerting server = new Alerting(alert);
        RegistryClient client = client(Trust.PLATFORM, server.host())) {
      assertEquals(
          server.host() + ": " + sentence, unreadable(client, server.host(), "prod/pause"));
      assertEquals(List.of(), time.slept());
    }
  }

  @Test
  void anInternalErrorMayPass() throws IOException {
    try (Alerting server = new Alerting(80);
        RegistryClient client = client(Trust.PLATFORM, server.host())) {
      String reason = unreadable(client, server.host(), "prod/pause");
      assertTrue(Ascii.toLowerCase(reason).contains("internal_error"), reason);
      assertTrue(reason.endsWith("(the last of 6 attempts)"), reason);
    }
  }

  /** Reads what each client says first and answers with an alert. */
  private record Alerting(ServerSocket server, int alert) implements AutoCloseable {

    Alerting(int alert) throws IOException {
      this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), alert);
      Thread.startVirtualThread(this::serve);
    }

    String host() {
      return "127.0.0.1:" + server.getLocalPort();
    }

    private void serve() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          byte[] head = socket.getInputStream().readNBytes(5);
          socket.getInputStream().readNBytes(((head[3] & 0xFF) << 8) | (head[4] & 0xFF));
          socket.getOutputStream().write(new byte[] {0x15, 3, 3, 0, 2, 2, (byte) alert});
        } catch (IOException e) {
          return;
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static String unreadable(RegistryClient client, String host, String name) {
    RepositoryReader reader = client.reader();
    return assertInstanceOf(
            LiveRepository.Unreadable.class, reader.read(new Repository(host, name), NOTHING))
        .reason();
  }

  private Trust trusting(TestAuthority authority) throws IOException {
    return Trust.PLATFORM.withAuthorities(authority.write(directory.resolve("ca.pem")).toString());
  }

  private RegistryClient client(Trust trust, String... tls) {
    return RegistryClient.open(
        RegistrySettings.defaults(ImmutableMap.of())
            .withCredentials(Credentials.ANONYMOUS)
            .withNetwork(
                Network.DEFAULT
                    .withTrust(trust)
                    .withPlainHosts(PlainHosts.of(ImmutableList.of(), ImmutableList.copyOf(tls))))
            .withWaiting(time));
  }
}
