package dev.reinstate.sandbox.http;

import java.io.IOException;

/** Turns refusals into replies. */
public final class Refusals implements Exchange {

  private final Handler next;

  public Refusals(Handler next) {
    this.next = next;
  }

  @Override
  public Reply answer(Call call) throws IOException {
    try {
      return next.handle(call);
    } catch (RefusedException e) {
      return e.reply();
    }
  }
}
