package dev.reinstate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes whole lines that are out of our hands when {@link #write} returns. Whoever comes first
 * writes and flushes for all who wait, so that many lines at once cost one flush.
 */
final class LineWriter {

  private static final class Line {
    private final byte[] text;
    private boolean written;

    Line(String text) {
      this.text = (text + "\n").getBytes(UTF_8);
    }
  }

  private final Queue<Line> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock writing = new ReentrantLock();
  private final PrintStream out;

  LineWriter(PrintStream out) {
    this.out = out;
  }

  /**
   * @param text without line breaks
   * @throws IOException when nobody takes what is written any more
   */
  void write(String text) throws IOException {
    Line line = new Line(text);
    waiting.add(line);
    writing.lock();
    try {
      if (!line.written) {
        writeAll();
      }
    } finally {
      writing.unlock();
    }
  }

  private void writeAll() throws IOException {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    for (Line line = waiting.poll(); line != null; line = waiting.poll()) {
      batch.writeBytes(line.text);
      line.written = true;
    }
    out.write(batch.toByteArray(), 0, batch.size());
    if (out.checkError()) {
      throw new IOException("cannot write to standard output");
    }
  }
}
