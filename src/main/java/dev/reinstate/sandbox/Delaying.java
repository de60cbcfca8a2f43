package dev.reinstate.sandbox;

import java.io.IOException;

/** Waits before each request. */
final class Delaying implements Handler {

  private final Handler next;
  private final Latency latency;

  Delaying(Handler next, Latency latency) {
    this.next = next;
    this.latency = latency;
  }

  @Override
  public Reply handle(Call call) throws RefusedException, IOException {
    Pause.of(latency.of(call.target()));
    return next.handle(call);
  }
}
