package dev.reinstate.sandbox.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Answers a TLS hello at once, where a line parser would wait for a line end that never comes. Some
 * clients try HTTPS first, also on the loopback interface, and fall back on a plain answer
 * (https://github.com/google/go-containerregistry/blob/3f4ff3ca/pkg/v1/remote/transport/ping.go).
 */
final class PlainTextParser extends DefaultHttpRequestParser {

  /** The content type "handshake" of a TLS record (RFC 8446, section 5.1). */
  static final byte HANDSHAKE = 0x16;

  PlainTextParser(Http1Config config) {
    super(config);
  }

  @Override
  public ClassicHttpRequest parse(SessionInputBuffer buffer, InputStream in)
      throws IOException, HttpException {
    if (buffer.length() > 0) {
      return super.parse(buffer, in);
    }
    try {
      return super.parse(buffer, new FirstByteCheck(in));
    } catch (TlsHelloException e) {
      throw new ProtocolException("this port speaks plain HTTP", e);
    }
  }

  private static final class FirstByteCheck extends FilterInputStream {

    private boolean checked;

    FirstByteCheck(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      if (!checked && count > 0 && bytes[offset] == HANDSHAKE) {
        throw new TlsHelloException();
      }
      checked = true;
      return count;
    }
  }

  private static final class TlsHelloException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
