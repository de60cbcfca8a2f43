package dev.reinstate.sandbox.http;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.HttpProcessors;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnectionFactory;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.io.support.BasicHttpServerExpectationDecorator;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * Accepts HTTP/1.1 connections on the loopback interface, each on a virtual thread of its own, in
 * which it also waits for the TLS hello.
 *
 * <p>The JDK's own server would not do: it waits forever for the rest of a TLS hello, cannot reset
 * a connection, and closes connections that are idle or too many for it.
 */
public final class Listener implements AutoCloseable {

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int BACKLOG = 1024;
  private static final Http1Config HTTP =
      Http1Config.custom().setMaxLineLength(32 * 1024).setMaxHeaderCount(100).build();

  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final DefaultBHttpServerConnectionFactory http =
      DefaultBHttpServerConnectionFactory.builder()
          .http1Config(HTTP)
          .requestParserFactory(PlainTextParser::new)
          .build();
  private final Optional<SSLContext> tls;
  private final Thread acceptor;

  /**
   * Takes the port and starts to serve.
   *
   * @param port 0 for any free one
   * @param tls what clients are shown before they say what they want; empty for plain HTTP
   * @param transport made for the host, {@code 127.0.0.1:PORT}
   * @throws IOException when the port is taken
   */
  public Listener(int port, Optional<SSLContext> tls, Function<String, Transport> transport)
      throws IOException {
    this.tls = tls;
    server.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
    HttpService service =
        new HttpService(
            HttpProcessors.server("reinstate-sandbox"),
            new BasicHttpServerExpectationDecorator(transport.apply(host())),
            HTTP,
            null,
            null);
    this.acceptor = Thread.ofVirtual().start(() -> accept(service));
  }

  public String host() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void accept(HttpService service) {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.add(socket);
        threads.execute(() -> converse(socket, service));
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException("cannot accept connections on " + host(), e);
      }
    }
  }

  private void converse(Socket socket, HttpService service) {
    try (socket) {
      socket.setTcpNoDelay(true);
      if (tls.isEmpty()) {
        converse(http.createConnection(socket), socket, service);
        return;
      }
      Optional<SSLSocket> secured = Handshake.on(socket, tls.get());
      if (secured.isPresent()) {
        converse(http.createConnection(secured.get(), socket), socket, service);
      }
    } catch (IOException | HttpException e) {
      // The client has gone, or a fault asked for the end; either way this connection is over.
    } finally {
      connections.remove(socket);
    }
  }

  /** Ends with the connection, which a secured one says to the client. */
  private static void converse(
      DefaultBHttpServerConnection connection, Socket socket, HttpService service)
      throws IOException, HttpException {
    try (connection) {
      while (connection.isOpen()) {
        handleRequest(service, connection, socket);
      }
    }
  }

  private static void handleRequest(
      HttpService service, DefaultBHttpServerConnection connection, Socket socket)
      throws IOException, HttpException {
    try {
      service.handleRequest(connection, HttpCoreContext.create());
    } catch (ConnectionResetException e) {
      socket.setSoLinger(true, 0);
      socket.close();
      throw e;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Ends every connection, also in the middle of an answer. */
  @Override
  public void close() throws IOException {
    server.close();
    Uninterruptibles.joinUninterruptibly(acceptor);
    threads.shutdownNow();
    for (Socket socket : connections) {
      socket.close();
    }
    threads.close();
  }
}
