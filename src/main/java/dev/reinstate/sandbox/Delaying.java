package dev.reinstate.sandbox;

import java.io.IOException;

/** Waits before each request. */
final class Delaying implements Exchange {

  private final Exchange next;
  private final Latency latency;

  Delaying(Exchange next, Latency latency) {
    this.next = next;
    this.latency = latency;
  }

  @Override
  public Reply answer(Call call) throws IOException {
    Pause.of(latency.of(call.target()));
    return next.answer(call);
  }
}
