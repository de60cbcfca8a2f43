package dev.reinstate.sandbox.http;

import com.google.common.io.CountingInputStream;
import java.io.IOException;

/** Counts each request once it is answered, or once its connection is to be reset. */
public final class Counting implements Exchange {

  private static final int NO_ANSWER = 0;

  private final Exchange next;
  private final RequestCounts counts;

  public Counting(Exchange next, RequestCounts counts) {
    this.next = next;
    this.counts = counts;
  }

  @Override
  public Reply answer(Call call) throws IOException {
    int status = NO_ANSWER;
    CountingInputStream received = new CountingInputStream(call.body());
    try {
      Reply reply = next.answer(call.withBody(received));
      status = reply.status();
      counts.addSent(call.target().method().equals("HEAD") ? 0 : reply.body().length);
      return reply;
    } finally {
      counts.add(call, status);
      counts.addReceived(received.getCount());
    }
  }
}
