package dev.reinstate.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLServerSocket;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class WebClientTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @TempDir private Path directory;

  /** It asks for a certificate, does not mind that there is none, and later goes away. */
  @Test
  void aHostThatAnsweredDoesNotWantACertificateWhenItHangsUp() throws Exception {
    TestAuthority authority = TestAuthority.create("CN=test");
    Trust trust =
        Trust.PLATFORM.withAuthorities(authority.write(directory.resolve("ca.pem")).toString());
    try (SSLServerSocket server =
            (SSLServerSocket)
                authority
                    .issue("127.0.0.1")
                    .context(ImmutableList.of(authority.certificate()))
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        WebClient client = WebClient.open(Network.DEFAULT.withTrust(trust))) {
      server.setWantClientAuth(true);
      Thread.startVirtualThread(() -> answerOnce(server));
      URI target = URI.create("https://127.0.0.1:" + server.getLocalPort() + "/");
      assertEquals(204, send(client, target).status());
      for (int i = 0; i < 4; i++) {
        IOException e = assertThrows(IOException.class, () -> send(client, target));
        assertFalse(e instanceof HostFaultException, e::getMessage);
      }
    }
  }

  /** As Google's libraries know it: what they do not know, they do not try again. */
  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"})
  void aLostConnectionIsToldAsTheJdkTellsIt(String said) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        WebClient client = WebClient.open(Network.DEFAULT)) {
      Thread.startVirtualThread(() -> sayAndHangUp(server, said));
      URI target = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      assertThrows(
          SocketException.class,
          () -> {
            try (InputStream body = send(client, target).body()) {
              body.readAllBytes();
            }
          });
    }
  }

  /** Google's libraries close what they read in any case, and would tell that failure instead. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
      })
  void toCloseWhatBrokeOffHidesNothing(String said) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        WebClient client = WebClient.open(Network.DEFAULT)) {
      Thread.startVirtualThread(() -> sayAndHangUp(server, said));
      URI target = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      InputStream body = send(client, target).body();
      assertThrows(SocketException.class, body::readAllBytes);
      assertDoesNotThrow(body::close);
    }
  }

  private static void sayAndHangUp(ServerSocket server, String said) {
    try (Socket socket = server.accept()) {
      socket.getInputStream().read(new byte[4096]);
      socket.getOutputStream().write(said.getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WebClient.Answer send(WebClient client, URI target) throws IOException {
    return client.send(new HttpUriRequestBase("GET", target), target, PATIENCE, PATIENCE);
  }

  private static void answerOnce(SSLServerSocket server) {
    for (int number = 0; !server.isClosed(); number++) {
      try (Socket socket = server.accept()) {
        socket.getInputStream().read(new byte[4096]);
        if (number == 0) {
          socket
              .getOutputStream()
              .write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
        }
      } catch (IOException e) {
        // The client hung up.
      }
    }
  }
}
