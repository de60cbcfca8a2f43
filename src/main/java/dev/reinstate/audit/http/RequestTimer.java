package dev.reinstate.audit.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * What a client sends, as long as it keeps to the time it is given: for its next request to begin,
 * and then for the whole of that request. A timeout of the socket alone starts anew with every
 * byte.
 */
final class RequestTimer extends FilterInputStream {

  private final Socket socket;
  private final HttpLimits limits;
  private boolean begun;
  private long deadline;

  RequestTimer(Socket socket, InputStream in, HttpLimits limits) {
    super(in);
    this.socket = socket;
    this.limits = limits;
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
