package dev.reinstate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Waiters;
import dev.reinstate.stream.FailingSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LineWriterTest {

  @Test
  void everyLineIsWholeAndThereWhenItsWriterGoesOn() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineWriter lines = new LineWriter(out);
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
    LineWriter lines = new LineWriter(slow);
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
  void aFlushThatFailsFailsForAllWhoWaitedForIt() {
    FailingSink sink = new FailingSink();
    LineWriter lines = new LineWriter(sink);
    CountDownLatch flushing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    sink.whenFlushed(
        () -> {
          flushing.countDown();
          Uninterruptibles.awaitUninterruptibly(release);
        });
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    List<Thread> writers = new ArrayList<>();
    writers.add(Thread.startVirtualThread(() -> acknowledge(lines, "line 0", acknowledged)));
    Uninterruptibles.awaitUninterruptibly(flushing);
    for (int i = 1; i < 50; i++) {
      String line = "line " + i;
      writers.add(Thread.startVirtualThread(() -> acknowledge(lines, line, acknowledged)));
    }
    writers.forEach(Waiters::await);
    sink.fillUp();
    release.countDown();
    writers.forEach(Uninterruptibles::joinUninterruptibly);
    assertEquals(List.of("line 0"), List.copyOf(acknowledged));
    assertEquals("line 0\n", sink.text());
  }

  @Test
  void itSaysWhyAndGoesOnAsSoonAsThereIsRoom() throws Exception {
    FailingSink sink = new FailingSink();
    LineWriter lines = new LineWriter(sink);
    assertEquals(Optional.empty(), lines.problem());
    sink.fillUpAfter(4);
    String why = "cannot write to standard output: No space left on device";
    assertEquals(
        why, assertThrows(IOException.class, () -> lines.write("first line")).getMessage());
    assertEquals(Optional.of(why), lines.problem());
    sink.makeRoom();
    assertEquals(Optional.empty(), lines.problem());
    lines.write("second line");
    assertEquals("firs\nsecond line\n", sink.text());
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 100);
  }

  /** Wherever it fails, and whether or not it took a part: what was acknowledged is there whole. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aSinkThatFailsNowAndThenHoldsEveryLineThatWasAcknowledged(long seed) {
    FailingSink sink = new FailingSink();
    sink.failAtRandom(new Random(seed), 0.3);
    LineWriter lines = new LineWriter(sink);
    List<String> wanted = IntStream.range(0, 200).mapToObj(i -> "line → " + i + ".").toList();
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    new FanOut(20)
        .map(
            wanted,
            line -> {
              acknowledge(lines, line, acknowledged);
              return line;
            });
    assertEquals(sink.failures() > 0, acknowledged.size() < wanted.size());
    Set<String> there = sink.text().lines().collect(Collectors.toSet());
    acknowledged.forEach(line -> assertTrue(there.contains(line), () -> line + " is not whole"));

    sink.makeRoom();
    wanted.forEach(line -> write(lines, line));
    assertTrue(sink.text().lines().toList().containsAll(wanted), "it did not recover");
  }

  private static void acknowledge(LineWriter lines, String line, Queue<String> acknowledged) {
    try {
      lines.write(line);
      acknowledged.add(line);
    } catch (IOException e) {
      // Its sender hears of it.
    }
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
