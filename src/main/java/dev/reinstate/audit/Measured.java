package dev.reinstate.audit;

import dev.reinstate.audit.http.HttpAnswer;
import dev.reinstate.audit.http.HttpAnswering;
import dev.reinstate.audit.http.HttpCall;
import java.io.IOException;
import org.apache.hc.core5.http.HttpStatus;

/** Counts requests and what they are answered. */
final class Measured implements HttpAnswering {

  private final HttpAnswering answering;
  private final AuditMetrics metrics;

  Measured(HttpAnswering answering, AuditMetrics metrics) {
    this.answering = answering;
    this.metrics = metrics;
  }

  @Override
  public HttpAnswer answer(HttpCall call) throws IOException {
    // What ends without an answer of its own was not to be read to its end.
    int status = HttpStatus.SC_REQUEST_TIMEOUT;
    metrics.begun();
    try {
      HttpAnswer answer = answering.answer(call);
      status = answer.status();
      return answer;
    } catch (RuntimeException e) {
      status = HttpStatus.SC_INTERNAL_SERVER_ERROR;
      throw e;
    } finally {
      metrics.answered(status);
    }
  }
}
