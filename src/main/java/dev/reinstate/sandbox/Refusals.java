package dev.reinstate.sandbox;

import java.io.IOException;

/** Turns refusals into replies. */
final class Refusals implements Exchange {

  private final Handler next;

  Refusals(Handler next) {
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
