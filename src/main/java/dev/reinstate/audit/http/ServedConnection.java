package dev.reinstate.audit.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/** A client's connection. It can be asked to end, which never cuts off a request in work. */
final class ServedConnection extends DefaultBHttpServerConnection {

  private static final Http1Config HTTP =
      Http1Config.custom().setMaxLineLength(16 * 1024).setMaxHeaderCount(100).build();

  /** How long a client that was refused may take to read why. */
  private static final Duration TO_READ_A_REFUSAL = Duration.ofSeconds(1);

  private enum State {
    AWAITING,
    ANSWERING,
    ANSWERING_THE_LAST,
    ENDED
  }

  private final Socket socket;
  private final HttpLimits limits;
  private final BooleanSupplier stopped;
  private final RequestTimer input;
  private final AtomicReference<State> state = new AtomicReference<>(State.AWAITING);
  private boolean unread;

  /**
   * A connection that was accepted.
   *
   * @param stopped whether no request is to be taken after the one in work, though nobody has come
   *     to ask this connection to end yet
   */
  ServedConnection(Socket socket, HttpLimits limits, BooleanSupplier stopped) throws IOException {
    super(URIScheme.HTTP.id, HTTP);
    this.socket = socket;
    this.limits = limits;
    this.stopped = stopped;
    this.input = new RequestTimer(socket.getInputStream());
    socket.setTcpNoDelay(true);
    bind(
        new SocketHolder(socket) {
          @Override
          protected InputStream getInputStream(Socket any) {
            return input;
          }
        });
  }

  /** Answers one request after the other. */
  void serve(HttpService service) throws IOException, HttpException {
    while (isOpen() && state.get() != State.ENDED) {
      input.awaitRequest();
      service.handleRequest(this, HttpCoreContext.create());
      if (!state.compareAndSet(State.ANSWERING, State.AWAITING)) {
        return;
      }
    }
  }

  /** From now on the request is in work; fails when the connection was asked to end before. */
  void begin() throws ConnectionClosedException {
    if (!state.compareAndSet(State.AWAITING, State.ANSWERING)) {
      throw new ConnectionClosedException("no new request is taken");
    }
  }

  /** Whether the request in work is the last one. */
  boolean ending() {
    return stopped.getAsBoolean() || state.get() != State.ANSWERING;
  }

  /** Asks it to end: now, or after the answer to the request in work. */
  void finish() throws IOException {
    if (state.compareAndSet(State.AWAITING, State.ENDED)) {
      socket.close();
    } else {
      state.compareAndSet(State.ANSWERING, State.ANSWERING_THE_LAST);
    }
  }

  /** What is left of the request will not be read, and the connection ends after the answer. */
  void leaveUnread() {
    unread = true;
  }

  /**
   * Closing a socket that holds unread bytes resets the connection, and the client may lose the
   * answer (RFC 9112, section 9.6).
   */
  @Override
  public void close() throws IOException {
    if (unread && isOpen()) {
      flush();
      socket.shutdownOutput();
      discard();
    }
    super.close();
  }

  private void discard() throws IOException {
    long until = System.nanoTime() + TO_READ_A_REFUSAL.toNanos();
    byte[] bytes = new byte[8192];
    socket.setSoTimeout((int) TO_READ_A_REFUSAL.toMillis());
    InputStream rest = socket.getInputStream();
    while (System.nanoTime() < until && rest.read(bytes) >= 0) {
      // The client goes on sending until it looks.
    }
  }

  /**
   * What a client sends, as long as it keeps to the time it is given: for its next request to
   * begin, and then for the whole of that request. A timeout of the socket alone starts anew with
   * every byte.
   */
  private final class RequestTimer extends FilterInputStream {

    private boolean begun;
    private long deadline;

    RequestTimer(InputStream in) {
      super(in);
    }

    /** The next byte is taken for the first one of a request. */
    void awaitRequest() {
      begun = false;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Duration left = begun ? Duration.ofNanos(deadline - System.nanoTime()) : limits.idle();
      if (!left.isPositive()) {
        throw new SocketTimeoutException("the request took longer than " + limits.request());
      }
      // A timeout of 0 would be none.
      socket.setSoTimeout(Math.toIntExact(Math.max(1, left.toMillis())));
      int count = super.read(bytes, offset, length);
      if (!begun) {
        begun = true;
        deadline = System.nanoTime() + limits.request().toNanos();
      }
      return count;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("HttpCore reads into buffers");
    }
  }
}
