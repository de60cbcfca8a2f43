package dev.reinstate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes whole lines that are out of our hands when {@link #write} returns. Whoever comes first
 * writes and flushes for all who wait, so that many lines at once cost one flush; where that fails,
 * it failed for all of them. What a failure left of a line is ended before the next one.
 */
final class LineWriter {

  private static final class Line {
    private final byte[] text;
    private boolean tried;
    private boolean written;

    Line(String text) {
      this.text = (text + "\n").getBytes(UTF_8);
    }
  }

  private final Queue<Line> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock writing = new ReentrantLock();
  private final OutputStream out;

  /** Why the last attempt failed; null when it did not. Written by who holds the lock. */
  private volatile IOException failure;

  /**
   * @param out without a buffer that keeps what it could not write
   */
  LineWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * @param text without line breaks
   * @throws IOException when it may not have been taken whole; it may be written again
   */
  void write(String text) throws IOException {
    Line line = new Line(text);
    waiting.add(line);
    writing.lock();
    try {
      if (!line.tried) {
        writeAll();
      }
      if (!line.written) {
        throw new IOException(said(failure), failure);
      }
    } finally {
      writing.unlock();
    }
  }

  /** Why nothing can be written now, found out by trying; empty when all is well. */
  Optional<String> problem() {
    if (failure != null && writing.tryLock()) {
      try {
        take(List.of());
      } finally {
        writing.unlock();
      }
    }
    return Optional.ofNullable(failure).map(LineWriter::said);
  }

  private void writeAll() {
    List<Line> lines = new ArrayList<>();
    for (Line line = waiting.poll(); line != null; line = waiting.poll()) {
      line.tried = true;
      lines.add(line);
    }
    boolean taken = take(lines);
    lines.forEach(line -> line.written = taken);
  }

  private boolean take(List<Line> lines) {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    if (failure != null) {
      batch.write('\n');
    }
    lines.forEach(line -> batch.writeBytes(line.text));
    try {
      batch.writeTo(out);
      out.flush();
      failure = null;
    } catch (IOException e) {
      failure = e;
    }
    return failure == null;
  }

  private static String said(IOException e) {
    return "cannot write to standard output" + (e == null ? "" : ": " + e.getMessage());
  }
}
