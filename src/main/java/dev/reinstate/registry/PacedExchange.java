package dev.reinstate.registry;

import com.google.common.util.concurrent.RateLimiter;
import dev.reinstate.concurrent.CancelledException;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/**
 * Limits the requests to each host: how many at once, and how many a second.
 *
 * <p>A request holds its permit until its response begins. Whoever copies a blob from one host to
 * another has then released the one before it asks for the other, and two mirrors that restore each
 * other cannot wait for each other for ever.
 */
final class PacedExchange implements Exchange {

  private final Exchange next;
  private final int concurrency;
  private final OptionalDouble rate;
  private final ConcurrentMap<String, Pace> paces = new ConcurrentHashMap<>();

  PacedExchange(Exchange next, int concurrency, OptionalDouble rate) {
    this.next = next;
    this.concurrency = concurrency;
    this.rate = rate;
  }

  @Override
  public Response send(Request request) throws IOException {
    if (request.content().isEmpty()) {
      return paced(request);
    }
    Content content = request.content().get();
    // Opening it may be a request to another host, so it comes before the permit.
    try (InputStream opened = content.bytes().openStream()) {
      return paced(request.withContent(content.from(opened)));
    }
  }

  private Response paced(Request request) throws IOException {
    Pace pace =
        paces.computeIfAbsent(request.uri().getRawAuthority(), host -> Pace.of(concurrency, rate));
    pace.begin();
    try {
      return next.send(request);
    } finally {
      pace.end();
    }
  }

  private record Pace(Semaphore permits, RateLimiter rate) {

    static Pace of(int concurrency, OptionalDouble rate) {
      return new Pace(
          new Semaphore(concurrency), RateLimiter.create(rate.orElse(Double.POSITIVE_INFINITY)));
    }

    void begin() {
      try {
        permits.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancelledException();
      }
      rate.acquire();
    }

    void end() {
      permits.release();
    }
  }
}
