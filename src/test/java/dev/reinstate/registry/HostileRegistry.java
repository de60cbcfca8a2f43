package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Script script;

  private HostileRegistry(Script script) throws IOException {
    this.script = script;
  }

  public static HostileRegistry start(Script script) throws IOException {
    HostileRegistry registry = new HostileRegistry(script);
    registry.threads.execute(registry::accept);
    return registry;
  }

  /** Answers everything with these lines and, after an empty one, this body. */
  public static HostileRegistry sending(String head, String body) throws IOException {
    return start((request, in, out) -> send(out, head, body));
  }

  public static void send(OutputStream out, String head, String body) throws IOException {
    out.write(
        ((head + "\nConnection: close\n\n").replace("\n", "\r\n") + body).getBytes(ISO_8859_1));
    out.flush();
  }

  public String host() {
    return "127.0.0.1:" + server.getLocalPort();
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
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String head = head(in);
      heads.add(head);
      script.answer(head.lines().findFirst().orElse(""), in, socket.getOutputStream());
    } catch (IOException e) {
      // The client had enough.
    }
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
