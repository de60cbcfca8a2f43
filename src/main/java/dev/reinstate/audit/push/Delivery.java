package dev.reinstate.audit.push;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A Pub/Sub message as it came.
 *
 * @param published when Pub/Sub took it
 * @param data the registry's event, or whatever somebody published; not copied, nobody changes it
 * @param trace the request's trace as Cloud Logging names it, {@code projects/P/traces/ID}
 * @param malformed why it is no message of Pub/Sub, and then the data is all that came; empty for
 *     one
 */
@SuppressWarnings("ArrayRecordComponent") // equality is overridden
public record Delivery(
    String messageId,
    Instant published,
    byte[] data,
    Optional<String> trace,
    Optional<String> malformed) {

  /** A message of Pub/Sub. */
  public Delivery(String messageId, Instant published, byte[] data, Optional<String> trace) {
    this(messageId, published, data, trace, Optional.empty());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Delivery that
        && messageId.equals(that.messageId)
        && published.equals(that.published)
        && Arrays.equals(data, that.data)
        && trace.equals(that.trace)
        && malformed.equals(that.malformed);
  }

  @Override
  public int hashCode() {
    return messageId.hashCode();
  }

  @Override
  public String toString() {
    return "message " + messageId;
  }
}
