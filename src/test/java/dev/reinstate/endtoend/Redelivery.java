package dev.reinstate.endtoend;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.reinstate.audit.Pushes;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Pushes many messages over several connections, and each again until it is acknowledged, as
 * Pub/Sub does.
 */
final class Redelivery implements AutoCloseable {

  private static final int CONNECTIONS = 6;
  private static final int PAUSE_MILLIS = 20;

  private final BlockingQueue<Integer> left = new LinkedBlockingQueue<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private final List<Thread> senders = new ArrayList<>();
  private final int messages;
  private final IntFunction<String> data;
  private volatile int port;

  /** Guarded by this. */
  private int acknowledged;

  Redelivery(int messages, IntFunction<String> data, int port) {
    this.messages = messages;
    this.data = data;
    this.port = port;
    IntStream.range(0, messages).forEach(left::add);
    for (int i = 0; i < CONNECTIONS; i++) {
      senders.add(Thread.ofPlatform().daemon().start(this::send));
    }
  }

  /** From now on the service is there. */
  void continueAt(int newPort) {
    port = newPort;
  }

  /** Waits until so many messages are acknowledged. */
  synchronized void awaitAcknowledged(int count) throws InterruptedException {
    while (acknowledged < count) {
      wait();
    }
  }

  private synchronized void acknowledge() {
    acknowledged++;
    notifyAll();
  }

  void awaitAll() throws InterruptedException {
    awaitAcknowledged(messages);
  }

  /** How often a message was pushed in vain. */
  synchronized int redelivered() {
    return attempts.get() - acknowledged;
  }

  private void send() {
    while (!Thread.currentThread().isInterrupted()) {
      int current = port;
      try (Pushes client = new Pushes(current)) {
        while (current == port) {
          send(client, left.take());
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void send(Pushes client, int message) throws InterruptedException {
    attempts.incrementAndGet();
    try {
      if (client.push(String.valueOf(message), data.apply(message)) == 204) {
        acknowledge();
        return;
      }
    } catch (UncheckedIOException e) {
      // Nobody is there now.
    }
    left.add(message);
    Thread.sleep(PAUSE_MILLIS);
  }

  @Override
  public void close() {
    for (Thread sender : senders) {
      sender.interrupt();
      Uninterruptibles.joinUninterruptibly(sender);
    }
  }
}
