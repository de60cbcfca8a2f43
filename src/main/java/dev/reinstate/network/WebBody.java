package dev.reinstate.network;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;

/**
 * The body of an answer. To close it gives the connection back, or drops it rather than read on
 * through what nobody wants.
 */
final class WebBody extends FilterInputStream {

  /** What of it to read for the sake of its connection, in bytes. */
  private static final int WORTH_READING = 4096;

  private final HttpUriRequestBase request;
  private final ClassicHttpResponse message;
  private boolean closed;

  WebBody(InputStream content, HttpUriRequestBase request, ClassicHttpResponse message) {
    super(content);
    this.request = request;
    this.message = message;
  }

  @Override
  public int read() throws IOException {
    byte[] single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return in.read(buffer, offset, length);
    } catch (IOException e) {
      throw WebClient.inWordsOfTheJdk(e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!isNearItsEnd()) {
      request.cancel();
    }
    giveBack();
  }

  /** That its connection is lost is said where it is read, and to close it must not hide that. */
  private void giveBack() {
    try {
      message.close();
    } catch (IOException e) {
      request.cancel();
    }
  }

  private boolean isNearItsEnd() {
    try {
      return in.readNBytes(WORTH_READING).length < WORTH_READING;
    } catch (IOException e) {
      return false;
    }
  }
}
