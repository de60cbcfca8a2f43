package dev.reinstate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Waiters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LineWriterTest {

  @Test
  void everyLineIsWholeAndThereWhenItsWriterGoesOn() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineWriter lines = new LineWriter(new PrintStream(out, false, UTF_8));
    List<String> wanted = IntStream.range(0, 5_000).mapToObj(i -> "line → " + i).toList();
    new FanOut(100)
        .map(
            wanted,
            line -> {
              write(lines, line);
              assertTrue(out.toString(UTF_8).contains(line + "\n"), line);
              return line;
            });
    assertEquals(wanted, out.toString(UTF_8).lines().sorted(LineWriterTest::byNumber).toList());
  }

  @Test
  void linesThatWaitTogetherAreFlushedTogether() throws Exception {
    CountDownLatch flushing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger flushes = new AtomicInteger();
    ByteArrayOutputStream slow =
        new ByteArrayOutputStream() {
          @Override
          public void flush() {
            flushes.incrementAndGet();
            flushing.countDown();
            Uninterruptibles.awaitUninterruptibly(release);
          }
        };
    LineWriter lines = new LineWriter(new PrintStream(slow, false, UTF_8));
    List<Thread> writers = new ArrayList<>();
    writers.add(Thread.startVirtualThread(() -> write(lines, "line 0")));
    flushing.await();
    for (int i = 1; i < 500; i++) {
      String line = "line " + i;
      writers.add(Thread.startVirtualThread(() -> write(lines, line)));
    }
    writers.forEach(Waiters::await);
    release.countDown();
    writers.forEach(Uninterruptibles::joinUninterruptibly);
    assertEquals(2, flushes.get(), "one for the first line, one for all others");
    assertEquals(500, slow.toString(UTF_8).lines().distinct().count());
  }

  @Test
  void whatNobodyTakesIsAFailure() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int any) throws IOException {
            throw new IOException("broken pipe");
          }
        };
    LineWriter lines = new LineWriter(new PrintStream(closed, false, UTF_8));
    assertThrows(IOException.class, () -> lines.write("line"));
  }

  private static void write(LineWriter lines, String line) {
    try {
      lines.write(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int byNumber(String one, String other) {
    return Integer.compare(number(one), number(other));
  }

  private static int number(String line) {
    return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
  }
}
