package dev.reinstate.bench;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.util.concurrent.AtomicLongMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stands before a registry on loopback and counts what is asked of it. Connections pass through as
 * they are. Bytes from the registry include the heads of answers.
 */
final class CountingProxy implements AutoCloseable {

  private static final int BUFFER = 64 * 1024;
  private static final int BACKLOG = 1024;

  private final InetSocketAddress server;
  private final ServerSocket listener =
      new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLongMap<String> requests = AtomicLongMap.create();
  private final LongAdder sent = new LongAdder();
  private final LongAdder received = new LongAdder();

  CountingProxy(String host) throws IOException {
    int colon = host.lastIndexOf(':');
    this.server =
        new InetSocketAddress(
            host.substring(0, colon), Integer.parseInt(host.substring(colon + 1)));
    Thread.ofVirtual().start(this::accept);
  }

  String host() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  void reset() {
    requests.clear();
    sent.reset();
    received.reset();
  }

  Traffic traffic() {
    return new Traffic(ImmutableSortedMap.copyOf(requests.asMap()), sent.sum(), received.sum());
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException closed) {
      // The listener ends with the benchmark.
      return;
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket upstream = new Socket(server.getAddress(), server.getPort())) {
      open.add(upstream);
      upstream.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      Thread asking = Thread.ofVirtual().start(() -> ask(client, upstream));
      copy(upstream.getInputStream(), client.getOutputStream(), (bytes, count) -> sent.add(count));
      client.shutdownOutput();
      asking.interrupt();
      open.remove(upstream);
    } catch (IOException brokenOff) {
      // One of the two has gone; that ends the other.
      return;
    } finally {
      open.remove(client);
    }
  }

  private void ask(Socket client, Socket upstream) {
    RequestScanner scanner =
        new RequestScanner(line -> requests.incrementAndGet(kind(line)), received::add);
    try {
      copy(client.getInputStream(), upstream.getOutputStream(), scanner::accept);
      upstream.shutdownOutput();
    } catch (IOException brokenOff) {
      return;
    }
  }

  private static String kind(String requestLine) {
    String method = requestLine.substring(0, Math.max(0, requestLine.indexOf(' ')));
    return method.equals("GET") && requestLine.contains("/tags/list") ? Traffic.LIST : method;
  }

  /** Is shown what passes. */
  private interface Tap {
    void see(byte[] bytes, int count);
  }

  private static void copy(InputStream in, OutputStream out, Tap tap) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      tap.see(buffer, count);
      out.write(buffer, 0, count);
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
