package dev.reinstate.sandbox.http;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** Sends a reply's body the way its delivery says. */
final class ReplyEntity extends AbstractHttpEntity {

  private final byte[] body;
  private final Delivery delivery;

  ReplyEntity(Reply reply) {
    super((String) null, null);
    this.body = reply.body();
    this.delivery = reply.delivery();
  }

  @Override
  public long getContentLength() {
    return delivery instanceof Delivery.Misdeclared misdeclared
        ? misdeclared.declared()
        : body.length;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    int half = body.length / 2;
    switch (delivery) {
      case Delivery.Whole whole -> out.write(body);
      case Delivery.Half cut -> {
        out.write(body, 0, half);
        endConnection(out);
      }
      case Delivery.Stalled stalled -> {
        out.write(body, 0, half);
        out.flush();
        Pause.of(stalled.pause());
        out.write(body, half, body.length - half);
      }
      case Delivery.Misdeclared misdeclared -> {
        out.write(body, 0, (int) Math.min(body.length, misdeclared.declared()));
        if (misdeclared.declared() > body.length) {
          endConnection(out);
        }
      }
    }
  }

  /** The listener closes a connection on which sending failed. */
  private static void endConnection(OutputStream out) throws IOException {
    out.flush();
    throw new EOFException("this end of the body was asked for");
  }

  @Override
  public InputStream getContent() {
    return new ByteArrayInputStream(body);
  }

  @Override
  public boolean isStreaming() {
    return false;
  }

  @Override
  public void close() {}
}
