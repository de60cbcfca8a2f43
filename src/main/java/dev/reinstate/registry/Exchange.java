package dev.reinstate.registry;

import java.io.IOException;

/** Sends a request and gives its response, whatever its status. Policies are decorators of this. */
interface Exchange {

  /**
   * The caller closes the response.
   *
   * @throws IOException when there is no response: not connected, cut off, timed out
   */
  Response send(Request request) throws IOException;
}
