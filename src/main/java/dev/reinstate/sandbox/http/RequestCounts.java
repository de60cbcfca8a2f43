package dev.reinstate.sandbox.http;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.io.CountingInputStream;
import com.google.common.util.concurrent.AtomicLongMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/** How many requests came in, how they were answered, and the bytes of their bodies. */
public final class RequestCounts {

  private static final int NO_ANSWER = 0;

  private final AtomicLongMap<Kind> counts = AtomicLongMap.create();
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();

  /** Counts each request once it is answered, or once its connection is to be reset. */
  public Exchange counting(Exchange next) {
    return call -> {
      int status = NO_ANSWER;
      CountingInputStream body = new CountingInputStream(call.body());
      try {
        Reply reply = next.answer(call.withBody(body));
        status = reply.status();
        sent.add(call.target().method().equals("HEAD") ? 0 : reply.body().length);
        return reply;
      } finally {
        add(call, status);
        received.add(body.getCount());
      }
    };
  }

  private void add(Call call, int status) {
    counts.incrementAndGet(
        new Kind(
            call.target().method(),
            call.target().endpoint(),
            status,
            call.header("authorization").isPresent()));
  }

  /** Bytes of request bodies. */
  public long received() {
    return received.sum();
  }

  /** Bytes of the bodies that answers had, also where a fault kept them from arriving. */
  public long sent() {
    return sent.sum();
  }

  public long total() {
    return sum(kind -> true);
  }

  public ImmutableSortedMap<String, Long> byMethod() {
    TreeMap<String, Long> sums = new TreeMap<>();
    counts.asMap().forEach((kind, count) -> sums.merge(kind.method(), count, Long::sum));
    return ImmutableSortedMap.copyOf(sums);
  }

  /** By method and status, such as {@code GET 200}; 0 stands for a connection that was reset. */
  public ImmutableSortedMap<String, Long> byMethodAndStatus() {
    TreeMap<String, Long> sums = new TreeMap<>();
    counts
        .asMap()
        .forEach(
            (kind, count) -> sums.merge(kind.method() + " " + kind.status(), count, Long::sum));
    return ImmutableSortedMap.copyOf(sums);
  }

  public long of(String method) {
    return sum(kind -> kind.method().equals(method));
  }

  public long of(Endpoint endpoint) {
    return sum(kind -> kind.endpoint() == endpoint);
  }

  public long of(String method, Endpoint endpoint) {
    return sum(kind -> kind.method().equals(method) && kind.endpoint() == endpoint);
  }

  /** Requests answered with 2xx. */
  public long succeeded(String method, Endpoint endpoint) {
    return sum(
        kind ->
            kind.method().equals(method)
                && kind.endpoint() == endpoint
                && kind.status() / 100 == 2);
  }

  /** Requests answered so; 0 for those whose connection was reset instead. */
  public long withStatus(int status) {
    return sum(kind -> kind.status() == status);
  }

  /** Requests that carried an {@code Authorization} header. */
  public long authorized(Endpoint endpoint) {
    return sum(kind -> kind.authorized() && kind.endpoint() == endpoint);
  }

  /** Starts again at zero. */
  public void reset() {
    counts.clear();
    received.reset();
    sent.reset();
  }

  @Override
  public String toString() {
    return counts.toString();
  }

  private long sum(Predicate<Kind> matches) {
    return counts.asMap().entrySet().stream()
        .filter(entry -> matches.test(entry.getKey()))
        .mapToLong(entry -> entry.getValue())
        .sum();
  }

  private record Kind(String method, Endpoint endpoint, int status, boolean authorized) {}
}
