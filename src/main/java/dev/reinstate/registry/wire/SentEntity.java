package dev.reinstate.registry.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** The body of a request, sent in large pieces: the client's own entity sends it by 4 KiB. */
final class SentEntity extends AbstractHttpEntity {

  private static final int PIECE = 128 * 1024;

  private final InputStream bytes;
  private final long length;

  SentEntity(InputStream bytes, long length, String mediaType) {
    super(mediaType, /* contentEncoding= */ null, /* chunked= */ false);
    this.bytes = bytes;
    this.length = length;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    byte[] buffer = new byte[(int) Math.min(PIECE, length)];
    long left = length;
    while (left > 0) {
      int count = bytes.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw new EOFException("the body ends " + left + " bytes early");
      }
      out.write(buffer, 0, count);
      left -= count;
    }
  }

  @Override
  public InputStream getContent() {
    return bytes;
  }

  @Override
  public long getContentLength() {
    return length;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
