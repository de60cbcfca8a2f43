package dev.reinstate.sandbox.fault;

import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Exchange;
import dev.reinstate.sandbox.http.Pause;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;

/** Waits before each request. */
public final class Delaying implements Exchange {

  private final Exchange next;
  private final Latency latency;

  public Delaying(Exchange next, Latency latency) {
    this.next = next;
    this.latency = latency;
  }

  @Override
  public Reply answer(Call call) throws IOException {
    Pause.of(latency.of(call.target()));
    return next.answer(call);
  }
}
