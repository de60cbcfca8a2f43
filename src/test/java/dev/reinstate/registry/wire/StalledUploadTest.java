package dev.reinstate.registry.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.network.Network;
import dev.reinstate.network.TestAuthority;
import dev.reinstate.network.TestProxy;
import dev.reinstate.network.Trust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An upload to a host that takes no more of it, over TLS within TLS to the proxy. */
@Timeout(60)
class StalledUploadTest {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final CountDownLatch done = new CountDownLatch(1);
  @TempDir private Path directory;

  @Test
  void isCutOffAndTheNextRequestIsWatchedToo() throws Exception {
    TestAuthority authority = TestAuthority.create("CN=test");
    String ca = authority.write(directory.resolve("ca.pem")).toString();
    try (ServerSocket server = deaf(authority.issue("registry.example"));
        TestProxy proxy = TestProxy.start(authority.issue("127.0.0.1"))) {
      proxy.lead("registry.example:443", server.getLocalPort());
      Network network =
          Network.of(ImmutableMap.of("HTTPS_PROXY", proxy.url()))
              .withTrust(Trust.PLATFORM.withAuthorities(ca));
      try (ApacheExchange wire = ApacheExchange.open(new Timeouts(PATIENCE, PATIENCE), network)) {
        Content large = Content.of("application/octet-stream", new byte[64 << 20]);
        for (int i = 0; i < 2; i++) {
          IOException e = assertThrows(IOException.class, () -> wire.send(put(large)));
          assertEquals("nothing moved for PT2S", e.getMessage());
        }
      }
    } finally {
      done.countDown();
    }
  }

  private static Request put(Content content) {
    return new Request(
        new Repository("registry.example", "pause"),
        Optional.empty(),
        ImmutableList.of(),
        "PUT",
        URI.create("https://registry.example/v2/pause/blobs/uploads/1"),
        ImmutableMap.of(),
        Optional.of(content),
        Intent.READ);
  }

  /** Reads a single byte, for which it has to speak TLS. */
  private ServerSocket deaf(TestAuthority.Identity identity) throws Exception {
    ServerSocket server =
        identity
            .context(ImmutableList.of())
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(
        () -> {
          while (!server.isClosed()) {
            try {
              Socket socket = server.accept();
              Thread.startVirtualThread(() -> hold(socket));
            } catch (IOException e) {
              return;
            }
          }
        });
    return server;
  }

  private void hold(Socket socket) {
    try (socket) {
      socket.getInputStream().read();
      done.await();
    } catch (IOException | InterruptedException e) {
      // The client hung up.
    }
  }
}
