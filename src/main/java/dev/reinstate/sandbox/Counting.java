package dev.reinstate.sandbox;

import java.io.IOException;

/** Counts each request once it is answered, or once its connection is to be reset. */
final class Counting implements Handler {

  private static final int NO_ANSWER = 0;

  private final Handler next;
  private final RequestCounts counts;

  Counting(Handler next, RequestCounts counts) {
    this.next = next;
    this.counts = counts;
  }

  @Override
  public Reply handle(Call call) throws RefusedException, IOException {
    int status = NO_ANSWER;
    try {
      Reply reply = next.handle(call);
      status = reply.status();
      return reply;
    } finally {
      counts.add(call, status);
    }
  }
}
