package dev.reinstate.sandbox.fault;

import dev.reinstate.sandbox.http.Exchange;
import dev.reinstate.sandbox.http.Pause;
import dev.reinstate.sandbox.http.Target;
import java.time.Duration;
import java.util.function.Function;

/** How long each request waits before it is handled; may be changed at any time. */
public final class Latency {

  private volatile Function<Target, Duration> delay = target -> Duration.ZERO;

  public Latency() {}

  /** Every request waits this long. */
  public void set(Duration duration) {
    delay = target -> duration;
  }

  /** Each request waits as long as the function says; it may be called by many threads at once. */
  public void set(Function<Target, Duration> function) {
    delay = function;
  }

  /** Waits before each request. */
  public Exchange before(Exchange next) {
    return call -> {
      Pause.of(delay.apply(call.target()));
      return next.answer(call);
    };
  }
}
