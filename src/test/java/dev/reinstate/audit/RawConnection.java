package dev.reinstate.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;

/** A connection to a loopback port, on which a test says byte by byte what it wants. */
public final class RawConnection implements AutoCloseable {

  private final Socket socket;
  private final BufferedReader answers;

  public RawConnection(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    this.answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
  }

  public void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }

  /** The status line of the next answer, read to the end of its head; null at the end. */
  public String status() throws IOException {
    String status = answers.readLine();
    for (String line = status; line != null && !line.isEmpty(); line = answers.readLine()) {
      if (line.equals("Connection: close")) {
        status = status + " and close";
      }
    }
    return status;
  }

  /** Reads what is left, until the other side ends the connection. */
  public void awaitEnd() throws IOException {
    while (answers.read() >= 0) {
      // The rest of an answer.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
