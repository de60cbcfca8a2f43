package dev.reinstate.network;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;

/** Speaks TLS for a server on loopback that does not. */
public final class TlsFront implements AutoCloseable {

  private final ServerSocket server;
  private final int behind;

  private TlsFront(ServerSocket server, int behind) {
    this.server = server;
    this.behind = behind;
    Thread.startVirtualThread(this::serve);
  }

  /**
   * Shows an identity.
   *
   * @param behind the port of the server
   */
  public static TlsFront start(TestAuthority.Identity identity, int behind)
      throws GeneralSecurityException, IOException {
    return new TlsFront(
        identity
            .context(ImmutableList.of())
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
        behind);
  }

  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.startVirtualThread(() -> relay(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void relay(Socket client) {
    try (client;
        Socket target = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      Thread back = Thread.startVirtualThread(() -> TestProxy.pump(target, client));
      client.getInputStream().transferTo(target.getOutputStream());
      target.shutdownOutput();
      back.join();
    } catch (IOException | InterruptedException e) {
      // One of the two hung up, which tests look for on their sides.
      return;
    }
  }
}
