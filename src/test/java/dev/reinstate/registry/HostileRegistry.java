package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.reinstate.sandbox.tls.SharedAuthority;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** A server that sends any bytes it likes, one request a connection. */
public final class HostileRegistry implements AutoCloseable {

  /** What it does with a request. */
  public interface Script {
    /**
     * Answers.
     *
     * @param request its first line
     */
    void answer(String request, InputStream in, OutputStream out) throws IOException;
  }

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Wire wire;
  private final Script script;

  private HostileRegistry(Wire wire, InetAddress address, Script script) throws IOException {
    this.wire = wire;
    this.server = new ServerSocket(0, 50, address);
    this.script = script;
  }

  public static HostileRegistry start(Script script) throws IOException {
    return start(Wire.PLAIN, InetAddress.getLoopbackAddress(), script);
  }

  public static HostileRegistry start(Wire wire, Script script) throws IOException {
    return start(wire, InetAddress.getLoopbackAddress(), script);
  }

  /** On another address of the loopback interface, which is another host. */
  public static HostileRegistry startElsewhere(Wire wire, Script script) throws IOException {
    return start(wire, InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), script);
  }

  private static HostileRegistry start(Wire wire, InetAddress address, Script script)
      throws IOException {
    HostileRegistry registry = new HostileRegistry(wire, address, script);
    registry.threads.execute(registry::accept);
    return registry;
  }

  /** Answers everything with these lines and, after an empty one, this body. */
  public static HostileRegistry sending(String head, String body) throws IOException {
    return sending(Wire.PLAIN, head, body);
  }

  public static HostileRegistry sending(Wire wire, String head, String body) throws IOException {
    return start(wire, (request, in, out) -> send(out, head, body));
  }

  public static void send(OutputStream out, String head, String body) throws IOException {
    out.write(
        ((head + "\nConnection: close\n\n").replace("\n", "\r\n") + body).getBytes(ISO_8859_1));
    out.flush();
  }

  public String host() {
    return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
  }

  /** Its host with the scheme. */
  public String origin() {
    return wire.scheme() + "://" + host();
  }

  /** How often anybody has connected, whatever was said then. */
  public int connections() {
    return sockets.size();
  }

  /** What it was sent, without bodies. */
  public List<String> heads() {
    return List.copyOf(heads);
  }

  /** Does nothing until the registry closes. */
  public static void hang() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        threads.execute(() -> answer(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void answer(Socket socket) {
    try (socket;
        Socket spoken = wire == Wire.TLS ? secured(socket) : socket) {
      InputStream in = new BufferedInputStream(spoken.getInputStream());
      String head = head(in);
      heads.add(head);
      script.answer(head.lines().findFirst().orElse(""), in, spoken.getOutputStream());
    } catch (IOException e) {
      // The client had enough.
    }
  }

  private static Socket secured(Socket accepted) throws IOException {
    return SharedAuthority.server().getSocketFactory().createSocket(accepted, null, true);
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
    threads.close();
  }
}
