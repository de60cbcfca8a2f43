package dev.reinstate.sandbox.http;

import java.io.IOException;

/** Answers every request: what a {@link Handler} refuses is a reply here. */
@FunctionalInterface
public interface Exchange {

  /**
   * Answers one request.
   *
   * @throws IOException when the connection fails, or is made to
   */
  Reply answer(Call call) throws IOException;

  static Exchange of(Handler handler) {
    return call -> {
      try {
        return handler.handle(call);
      } catch (RefusedException e) {
        return e.reply();
      }
    };
  }
}
