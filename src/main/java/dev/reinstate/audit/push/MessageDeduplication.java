package dev.reinstate.audit.push;

import com.google.common.collect.EvictingQueue;
import dev.reinstate.concurrent.SingleFlight;
import java.io.IOException;

/**
 * Judges each message once, however often and however simultaneously it is delivered. Pub/Sub
 * delivers at least once: https://cloud.google.com/pubsub/docs/subscription-overview. It forgets
 * the oldest, so that its memory is bounded; a message that could not be judged it forgets at once.
 */
public final class MessageDeduplication {

  /** Judges one message. */
  public interface Judging {
    void judge(Delivery delivery) throws IOException;
  }

  private final SingleFlight<String, Boolean, IOException> judged =
      new SingleFlight<>(IOException.class);
  private final EvictingQueue<String> remembered;
  private final Judging judging;

  /**
   * @param memory how many messages it remembers
   */
  public MessageDeduplication(int memory, Judging judging) {
    this.remembered = EvictingQueue.create(memory);
    this.judging = judging;
  }

  /** Returns when the message is judged, by this call or by another one. */
  void judge(Delivery delivery) throws IOException {
    judged.get(
        delivery.messageId(),
        () -> {
          judging.judge(delivery);
          remember(delivery.messageId());
          return true;
        });
  }

  private synchronized void remember(String messageId) {
    if (remembered.remainingCapacity() == 0) {
      judged.forget(remembered.element());
    }
    remembered.add(messageId);
  }
}
