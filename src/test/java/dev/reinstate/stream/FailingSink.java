package dev.reinstate.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;

/** A file on a disk that is full for a while: it takes a part of what is written, and says so. */
public final class FailingSink extends OutputStream {

  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private int room = Integer.MAX_VALUE;
  private Random random = new Random(0);
  private double share;
  private int failures;
  private Runnable whenFlushed = () -> {};

  public synchronized void fillUp() {
    fillUpAfter(0);
  }

  /** It takes so many bytes more. */
  public synchronized void fillUpAfter(int bytes) {
    room = bytes;
  }

  /** From now on it takes everything. */
  public synchronized void makeRoom() {
    room = Integer.MAX_VALUE;
    share = 0;
  }

  /** Each write fails with this probability, after it took any number of bytes; so does a flush. */
  public synchronized void failAtRandom(Random which, double probability) {
    random = which;
    share = probability;
  }

  /** Done before a flush ends, without anything being locked. */
  public synchronized void whenFlushed(Runnable what) {
    whenFlushed = what;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    int some = random.nextDouble() < share ? random.nextInt(length + 1) : length;
    int fits = Math.min(room, some);
    taken.write(bytes, offset, fits);
    room -= room == Integer.MAX_VALUE ? 0 : fits;
    if (fits < length) {
      failures++;
      throw new IOException("No space left on device");
    }
  }

  @Override
  public void flush() throws IOException {
    Runnable first;
    synchronized (this) {
      first = whenFlushed;
      if (random.nextDouble() < share) {
        failures++;
        throw new IOException("No space left on device");
      }
    }
    first.run();
  }

  /** How often it refused something. */
  public synchronized int failures() {
    return failures;
  }

  public synchronized String text() {
    return taken.toString(UTF_8);
  }
}
