package dev.reinstate.sandbox.http;

import java.time.Duration;

/** How a body travels. */
public sealed interface Delivery {

  /** As it should. */
  record Whole() implements Delivery {}

  /** The first half, then the connection is closed. */
  record Half() implements Delivery {}

  /** The first half, a pause, then the rest. */
  record Stalled(Duration pause) implements Delivery {}

  /**
   * As much as the declared length allows; the connection is closed when that is not enough.
   *
   * @param declared in bytes
   */
  record Misdeclared(long declared) implements Delivery {}
}
