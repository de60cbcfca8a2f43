package dev.reinstate.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;

/** Answers every request over TLS with the same. */
public final class TlsServer implements AutoCloseable {

  private final ServerSocket server;
  private final String answer;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private TlsServer(ServerSocket server, String answer) {
    this.server = server;
    this.answer = answer;
    Thread.startVirtualThread(this::serve);
  }

  /** Shows an identity to everybody. */
  public static TlsServer start(TestAuthority.Identity identity)
      throws GeneralSecurityException, IOException {
    return start(identity, "{\"name\":\"prod/pause\",\"tags\":[]}");
  }

  /** The same with an answer of its own. */
  public static TlsServer start(TestAuthority.Identity identity, String body)
      throws GeneralSecurityException, IOException {
    return new TlsServer(socket(identity, ImmutableList.of()), ok(body));
  }

  /** The same, and everything it says over TLS is the text. */
  public static TlsServer saying(TestAuthority.Identity identity, String text)
      throws GeneralSecurityException, IOException {
    return new TlsServer(socket(identity, ImmutableList.of()), text);
  }

  /** Takes none but clients of an authority; over one version of TLS. */
  public static TlsServer startForClients(
      TestAuthority.Identity identity, X509Certificate clients, String version)
      throws GeneralSecurityException, IOException {
    SSLServerSocket socket = socket(identity, ImmutableList.of(clients));
    socket.setNeedClientAuth(true);
    socket.setEnabledProtocols(new String[] {version});
    return new TlsServer(socket, ok("{\"name\":\"prod/pause\",\"tags\":[]}"));
  }

  private static SSLServerSocket socket(
      TestAuthority.Identity identity, ImmutableList<X509Certificate> clients)
      throws GeneralSecurityException, IOException {
    return (SSLServerSocket)
        identity
            .context(clients)
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.length(), body);
  }

  /** By its address. */
  public String host() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  public int connections() {
    return connections.get();
  }

  /** The first lines of what it was asked. */
  public ImmutableList<String> asked() {
    return ImmutableList.copyOf(asked);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        Thread.startVirtualThread(() -> answer(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void answer(Socket socket) {
    try (socket;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
      String said = answer;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("GET ") || line.startsWith("HEAD ")) {
          asked.add(line);
          int head = answer.indexOf("\r\n\r\n") + 4;
          said = line.startsWith("GET ") ? answer : answer.substring(0, head);
        } else if (line.isEmpty()) {
          socket.getOutputStream().write(said.getBytes(ISO_8859_1));
        }
      }
    } catch (IOException e) {
      // The client hung up, which tests look for on its side.
    }
  }
}
