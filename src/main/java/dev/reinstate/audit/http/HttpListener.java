package dev.reinstate.audit.http;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.HttpProcessors;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts HTTP/1.1 connections, each on a virtual thread of its own.
 *
 * <p>The JDK's own server would not do: how long a client may take is a property of the whole
 * process there, and when it is stopped it may cut off a request that it has begun to read.
 */
public final class HttpListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
  private static final int BACKLOG = 1024;

  /** Too many open files, most likely; some will be closed. */
  private static final Duration AFTER_A_FAILURE = Duration.ofMillis(100);

  private final ServerSocket server = new ServerSocket();
  private final Set<ServedConnection> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpLimits limits;
  private final HttpAnswering answering;
  private final Semaphore room;
  private final Thread acceptor;

  /**
   * Takes the port, on all interfaces, and starts to serve.
   *
   * @param port 0 for any free one
   * @throws IOException when the port is taken
   */
  public HttpListener(int port, HttpLimits limits, HttpAnswering answering) throws IOException {
    this.limits = limits;
    this.answering = answering;
    this.room = new Semaphore(limits.connections());
    bind(port);
    this.acceptor = Thread.ofVirtual().start(this::accept);
  }

  private void bind(int port) throws IOException {
    try {
      server.bind(new InetSocketAddress(port), BACKLOG);
    } catch (IOException e) {
      throw new IOException("cannot listen on port " + port + ": " + e.getMessage(), e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        room.acquire();
        acceptOne();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void acceptOne() throws InterruptedException {
    try {
      Socket socket = server.accept();
      threads.execute(() -> converse(socket));
    } catch (IOException e) {
      room.release();
      if (!server.isClosed()) {
        LOG.warn("cannot accept connections on port {}, trying again: {}", port(), e.toString());
        Thread.sleep(AFTER_A_FAILURE);
      }
    }
  }

  private void converse(Socket socket) {
    try (socket;
        ServedConnection connection = new ServedConnection(socket, limits, server::isClosed)) {
      connections.add(connection);
      try {
        endIfStopped(connection);
        connection.serve(service(connection));
      } finally {
        connections.remove(connection);
      }
    } catch (IOException | HttpException e) {
      // The client has gone or was too slow; either way this connection is over.
    } finally {
      room.release();
    }
  }

  /** One that was accepted as the listener stopped is not among those that were asked to end. */
  private void endIfStopped(ServedConnection connection) throws IOException {
    if (server.isClosed()) {
      connection.finish();
    }
  }

  private HttpService service(ServedConnection connection) {
    return HttpService.builder()
        .withHttpProcessor(HttpProcessors.server("reinstate"))
        .withHttpServerRequestHandler(new HttpTransport(connection, answering))
        .build();
  }

  /**
   * Takes no more connections and no more requests, and waits until those in work are answered.
   *
   * @return whether they all were, within the time
   */
  public boolean drain(Duration time) throws IOException {
    server.close();
    acceptor.interrupt();
    Uninterruptibles.joinUninterruptibly(acceptor);
    for (ServedConnection connection : connections) {
      connection.finish();
    }
    threads.shutdown();
    return Uninterruptibles.awaitTerminationUninterruptibly(
        threads, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends every connection, also in the middle of a request. */
  @Override
  public void close() throws IOException {
    drain(Duration.ZERO);
    threads.shutdownNow();
    threads.close();
  }
}
