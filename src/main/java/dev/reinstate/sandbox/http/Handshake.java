package dev.reinstate.sandbox.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Takes over a connection that was accepted, in whose own thread it waits for the client. */
final class Handshake {

  /** How Go's servers answer (https://go.dev/src/net/http/server.go, {@code conn.serve}). */
  private static final byte[] PLAIN_REQUEST =
      "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
          .getBytes(StandardCharsets.US_ASCII);

  /** In milliseconds. */
  private static final int WAIT_FOR_END = 1000;

  private Handshake() {}

  /**
   * The secured connection, which ends together with the one below it; empty when the client speaks
   * plain HTTP, which it was told, or says nothing.
   */
  static Optional<SSLSocket> on(Socket accepted, SSLContext context) throws IOException {
    int first = accepted.getInputStream().read();
    if (first != PlainTextParser.HANDSHAKE) {
      if (first >= 0) {
        refuse(accepted);
      }
      return Optional.empty();
    }
    ByteArrayInputStream consumed = new ByteArrayInputStream(new byte[] {(byte) first});
    SSLSocket secured =
        (SSLSocket) context.getSocketFactory().createSocket(accepted, consumed, true);
    secured.startHandshake();
    return Optional.of(secured);
  }

  /** What is still on its way is read, or the answer would be lost to a reset. */
  private static void refuse(Socket accepted) throws IOException {
    accepted.getOutputStream().write(PLAIN_REQUEST);
    accepted.shutdownOutput();
    accepted.setSoTimeout(WAIT_FOR_END);
    accepted.getInputStream().transferTo(OutputStream.nullOutputStream());
  }
}
