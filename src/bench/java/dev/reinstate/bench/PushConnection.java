package dev.reinstate.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * One connection that pushes message after message. It does as little as it can, since it shares
 * the machine with the service that it measures.
 */
final class PushConnection implements AutoCloseable {

  private static final String HEAD_END = "\r\n\r\n";
  private static final String DONE = "HTTP/1.1 204 ";

  private final Socket socket;
  private final InputStream answers;

  PushConnection(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    this.answers = new BufferedInputStream(socket.getInputStream());
  }

  /** Throws unless the answer is that the message need not come again. */
  void push(String envelope) throws IOException {
    byte[] body = envelope.getBytes(UTF_8);
    byte[] head =
        ("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + body.length
                + HEAD_END)
            .getBytes(US_ASCII);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    socket.getOutputStream().write(request);
    String answer = readHead();
    if (!answer.startsWith(DONE)) {
      throw new IOException("a push was answered: " + answer.strip());
    }
  }

  /** Such an answer has no body. */
  private String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < HEAD_END.length()
        || head.indexOf(HEAD_END, head.length() - HEAD_END.length()) < 0) {
      int next = answers.read();
      if (next < 0) {
        throw new EOFException("the service closed the connection");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
