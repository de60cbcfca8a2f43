package dev.reinstate.sandbox.fault;

import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Exchange;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;

/** Refuses what exceeds a quota. */
public final class Throttling implements Exchange {

  private final Exchange next;
  private final TokenBucket bucket;

  public Throttling(Exchange next, TokenBucket bucket) {
    this.next = next;
    this.bucket = bucket;
  }

  @Override
  public Reply answer(Call call) throws IOException {
    if (bucket.take()) {
      return next.answer(call);
    }
    Reply refusal =
        new RefusedException(429, "TOOMANYREQUESTS", "quota exceeded: requests per second").reply();
    return bucket
        .quota()
        .retryAfter()
        .map(pause -> refusal.with("Retry-After", Long.toString(pause.toSeconds())))
        .orElse(refusal);
  }
}
