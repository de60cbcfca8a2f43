package dev.reinstate.sandbox;

import java.io.IOException;

/** Turns refusals into replies. */
final class Refusals implements Handler {

  private final Handler next;

  Refusals(Handler next) {
    this.next = next;
  }

  @Override
  public Reply handle(Call call) throws IOException {
    try {
      return next.handle(call);
    } catch (RefusedException e) {
      return e.reply();
    }
  }
}
