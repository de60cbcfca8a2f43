package dev.reinstate.sandbox;

import java.io.IOException;

/** Answers requests; guards, faults and the like wrap another handler. */
@FunctionalInterface
interface Handler {

  /**
   * Answers one request.
   *
   * @throws RefusedException for an answer that is an error of the spec
   * @throws IOException when the connection fails, or is made to
   */
  Reply handle(Call call) throws RefusedException, IOException;
}
