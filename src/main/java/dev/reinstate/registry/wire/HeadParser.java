package dev.reinstate.registry.wire;

import java.io.IOException;
import org.apache.hc.client5.http.impl.io.LenientHttpResponseParser;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultClassicHttpResponseFactory;
import org.apache.hc.core5.http.message.BasicLineParser;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * The client's own, which passes over what is no head; but that a server of TLS is told apart. It
 * takes headers as they come, control characters included, so that they are seen and refused.
 */
final class HeadParser extends LenientHttpResponseParser {

  /** It was no HTTP that came back, but an alert of TLS. */
  static final class TlsAnswerException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Content type and major version, https://www.rfc-editor.org/rfc/rfc8446#section-5.1. */
  private static final String ALERT = "\u0015\u0003";

  /** Fields are read as the client's own factory reads them, or control characters would pass. */
  HeadParser(Http1Config bounds) {
    super(BasicLineParser.INSTANCE, DefaultClassicHttpResponseFactory.INSTANCE, bounds);
  }

  @Override
  protected ClassicHttpResponse createMessage(CharArrayBuffer line) throws IOException {
    if (line.length() > 1 && line.substring(0, 2).equals(ALERT)) {
      throw new TlsAnswerException();
    }
    return super.createMessage(line);
  }
}
