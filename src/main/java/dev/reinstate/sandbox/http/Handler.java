package dev.reinstate.sandbox.http;

import java.io.IOException;

/** Answers or refuses requests; guards wrap another handler. */
@FunctionalInterface
public interface Handler {

  /**
   * Answers one request.
   *
   * @throws RefusedException for an answer that is an error of the spec
   * @throws IOException when the connection fails, or is made to
   */
  Reply handle(Call call) throws RefusedException, IOException;
}
