package dev.reinstate.registry.wire;

import java.io.IOException;

/** Sends a request and gives its response, whatever its status. Policies are decorators of this. */
public interface Exchange {

  /**
   * The caller closes the response.
   *
   * @throws IOException when there is no response: not connected, cut off, timed out
   */
  Response send(Request request) throws IOException;
}
