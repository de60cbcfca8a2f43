package dev.reinstate.registry.wire;

import com.google.common.io.ByteSource;
import java.io.InputStream;

/**
 * The body of a request.
 *
 * @param length in bytes
 * @param bytes opened again whenever the request is sent again
 */
public record Content(String mediaType, long length, ByteSource bytes) {

  /** What a POST without a body sends, so that it has a Content-Length. */
  public static final Content EMPTY = of("application/octet-stream", new byte[0]);

  public static Content of(String mediaType, byte[] bytes) {
    return new Content(mediaType, bytes.length, ByteSource.wrap(bytes));
  }

  /** The same body from a stream that is open already, to be sent once. */
  public Content from(InputStream opened) {
    return new Content(
        mediaType,
        length,
        new ByteSource() {
          @Override
          public InputStream openStream() {
            return opened;
          }
        });
  }
}
