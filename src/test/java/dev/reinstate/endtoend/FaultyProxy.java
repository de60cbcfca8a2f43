package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between a client and a server on loopback and lets each connection come to its own bad
 * end, drawn from a seed: the n-th connection always has the same one.
 */
final class FaultyProxy implements AutoCloseable {

  /** How a connection ends after so many bytes of answers. */
  private enum End {
    NONE,
    RESET,
    TRUNCATED,
    DELAYED,
    GARBAGE
  }

  private static final Duration DELAY = Duration.ofMillis(5);
  private static final byte[] GARBAGE = "HTP/x.y 2OO what\r\n\r\n".getBytes(US_ASCII);

  private final InetSocketAddress server;
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Random seeds;

  FaultyProxy(String host, long seed) throws IOException {
    int colon = host.lastIndexOf(':');
    this.server =
        new InetSocketAddress(
            host.substring(0, colon), Integer.parseInt(host.substring(colon + 1)));
    this.seeds = new Random(seed);
    Thread.ofVirtual().start(this::accept);
  }

  String host() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        long seed = seeds.nextLong();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client, new Random(seed)));
      }
    } catch (SocketException closed) {
      // The listener ends with the test.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Socket client, Random random) {
    try (client;
        Socket upstream = new Socket(server.getAddress(), server.getPort())) {
      open.add(upstream);
      Thread.ofVirtual().start(() -> copy(client, upstream));
      answer(upstream, client, random);
    } catch (IOException brokenOff) {
      // That is what connections do here.
      return;
    }
  }

  /** Requests pass as they are. */
  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException brokenOff) {
      return;
    }
  }

  private static void answer(Socket from, Socket to, Random random) throws IOException {
    End end = End.values()[random.nextInt(End.values().length)];
    long left = end == End.NONE ? Long.MAX_VALUE : random.nextInt(4000);
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] buffer = new byte[1000];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (count >= left) {
        if (end != End.DELAYED) {
          finish(end, to, out, buffer, (int) left);
          return;
        }
        LockSupport.parkNanos(DELAY.toNanos());
        left = Long.MAX_VALUE;
      }
      out.write(buffer, 0, count);
      left -= count;
    }
  }

  private static void finish(End end, Socket to, OutputStream out, byte[] buffer, int left)
      throws IOException {
    switch (end) {
      case RESET -> to.setSoLinger(true, 0);
      case TRUNCATED -> out.write(buffer, 0, left);
      case GARBAGE -> out.write(GARBAGE);
      case NONE, DELAYED -> throw new AssertionError(end);
    }
  }
}
