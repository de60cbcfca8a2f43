package dev.reinstate.sandbox.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.RawClient;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import dev.reinstate.sandbox.tls.SharedAuthority;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that begin with a TLS hello, or should have. */
@Timeout(20)
final class TlsListenerTest {

  private static final String PING = "GET /v2/ HTTP/1.1\r\nHost: x\r\n%s\r\n";

  /** Content types (RFC 5246, section 6.2.1). */
  private static final byte ALERT = 21;

  private static final byte DATA = 23;

  private EmbeddedRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry =
        EmbeddedRegistry.start(
            EmbeddedRegistryOptions.defaults()
                .withTls(SharedAuthority.server())
                .with(Feature.ABSOLUTE_LOCATIONS));
  }

  @AfterEach
  void stop() throws IOException {
    registry.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothVersionsAreSpoken(String version) throws Exception {
    try (SSLSocket socket = secured(registry, SharedAuthority.client())) {
      socket.setEnabledProtocols(new String[] {version});
      String answers =
          exchange(socket, PING.formatted("") + PING.formatted("Connection: close\r\n"));
      assertEquals(2, answers.split("HTTP/1.1 200 ", -1).length - 1, answers);
      assertEquals(version, socket.getSession().getProtocol());
    }
  }

  @Test
  void locationsAndRealmsStayInTls() throws Exception {
    try (RawClient client = new RawClient(registry)) {
      HttpResponse<byte[]> upload = client.send("POST", "/v2/a/blobs/uploads/", new byte[0]);
      String location = RawClient.header(upload, "location");
      assertTrue(location.startsWith("https://" + registry.host() + "/v2/a/"), location);
    }
    EmbeddedRegistryOptions tokens =
        EmbeddedRegistryOptions.defaults()
            .withTls(SharedAuthority.server())
            .withChallenge(new Challenge.Bearer(Optional.empty(), Duration.ofMinutes(5)));
    try (EmbeddedRegistry guarded = EmbeddedRegistry.start(tokens);
        RawClient client = new RawClient(guarded)) {
      String challenge = RawClient.header(client.get("/v2/"), "www-authenticate");
      String realm = "Bearer realm=\"https://" + guarded.host() + "/token\"";
      assertTrue(challenge.startsWith(realm), challenge);
      assertEquals(200, client.get("/token?scope=repository:a:pull").statusCode());
    }
  }

  @Test
  void whoHangsInTheHelloBlocksNobody() throws Exception {
    List<Socket> hanging = new ArrayList<>();
    try (RawClient client = new RawClient(registry)) {
      for (int i = 0; i < 50; i++) {
        Socket socket = RawClient.connect(registry);
        hanging.add(socket);
        if (i % 2 == 0) {
          socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1});
        }
      }
      assertEquals(200, client.get("/v2/").statusCode());
      registry.close();
      for (Socket socket : hanging) {
        assertEnded(socket);
      }
    } finally {
      for (Socket socket : hanging) {
        socket.close();
      }
    }
  }

  private static void assertEnded(Socket socket) throws IOException {
    try {
      assertEquals(-1, socket.getInputStream().read());
    } catch (SocketException e) {
      assertTrue(e.getMessage().contains("reset"), e.getMessage());
    }
  }

  @Test
  void whoSpeaksPlainHttpIsToldSo() throws Exception {
    try (Socket socket = RawClient.connect(registry)) {
      String answer = exchange(socket, PING.formatted(""));
      assertTrue(answer.startsWith("HTTP/1.0 400 Bad Request\r\n"), answer);
      assertTrue(answer.endsWith("Client sent an HTTP request to an HTTPS server.\n"), answer);
      assertEquals(0, registry.counts().total());
    }
  }

  @Test
  void whoDoesNotTrustTheAuthorityIsNotServed() throws Exception {
    try (SSLSocket socket = secured(registry, SSLContext.getDefault())) {
      assertThrows(SSLHandshakeException.class, socket::startHandshake);
    }
    try (RawClient client = new RawClient(registry)) {
      assertEquals(200, client.get("/v2/").statusCode());
    }
    assertEquals(1, registry.counts().total());
  }

  @Test
  void aResetIsOneOfTheConnectionBelow() throws Exception {
    registry.faults().always(any -> true, new Fault.LostRequest());
    try (SSLSocket socket = secured(registry, SharedAuthority.client())) {
      SocketException e =
          assertThrows(SocketException.class, () -> exchange(socket, PING.formatted("")));
      assertTrue(e.getMessage().contains("reset"), e.getMessage());
    }
  }

  @Test
  void aWholeConnectionEndsWithAWordOfIt() throws Exception {
    assertEquals(ALERT, lastRecord(PING.formatted("Connection: close\r\n")));
  }

  @Test
  void aBodyThatIsCutEndsWithoutOne() throws Exception {
    SampleImage image = new SampleImages(7).docker(10_000);
    registry.contents().put("a", image, "v1");
    registry.faults().always(any -> true, new Fault.TruncatedBody());
    assertEquals(DATA, lastRecord("GET /v2/a/manifests/v1 HTTP/1.1\r\nHost: x\r\n\r\n"));
  }

  /** The content type of the last record that comes before the connection's end. */
  private byte lastRecord(String request) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try (Socket below = new TappedSocket(RawClient.port(registry), received);
        SSLSocket socket =
            (SSLSocket)
                SharedAuthority.client()
                    .getSocketFactory()
                    .createSocket(below, "127.0.0.1", below.getPort(), true)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      String answer = exchange(socket, request);
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }
    ByteBuffer records = ByteBuffer.wrap(received.toByteArray());
    byte last = 0;
    while (records.hasRemaining()) {
      last = records.get();
      records.getShort();
      int length = Short.toUnsignedInt(records.getShort());
      records.position(records.position() + length);
    }
    return last;
  }

  private static final class TappedSocket extends Socket {

    private final OutputStream copy;

    TappedSocket(int port, OutputStream copy) throws IOException {
      super(InetAddress.getLoopbackAddress(), port);
      this.copy = copy;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          int count = super.read(bytes, offset, length);
          copy.write(bytes, offset, Math.max(count, 0));
          return count;
        }
      };
    }
  }

  private static SSLSocket secured(EmbeddedRegistry registry, SSLContext context)
      throws IOException {
    SSLSocketFactory factory = context.getSocketFactory();
    SSLSocket socket = (SSLSocket) factory.createSocket("127.0.0.1", RawClient.port(registry));
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String exchange(Socket socket, String requests) throws IOException {
    socket.getOutputStream().write(requests.getBytes(US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }
}
