package dev.reinstate.audit;

import dev.reinstate.audit.push.Delivery;
import java.io.IOException;

/** Judges messages. */
public interface DeliveryHandler {

  /**
   * The verdict, whatever the message says.
   *
   * @throws IOException when the reference state or a registry could not be read, so that the same
   *     message may be judged later
   */
  AuditRecord handle(Delivery delivery) throws IOException;

  /** Nobody will ever read this verdict, and its message comes again. */
  default void unsaid(AuditRecord judged) {}
}
