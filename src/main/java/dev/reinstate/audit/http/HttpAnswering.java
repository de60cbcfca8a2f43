package dev.reinstate.audit.http;

import java.io.IOException;

/** Answers requests; called by many threads at once. */
public interface HttpAnswering {

  /**
   * Answers one request.
   *
   * @throws IOException when the client has gone; it gets no answer
   */
  HttpAnswer answer(HttpCall call) throws IOException;
}
