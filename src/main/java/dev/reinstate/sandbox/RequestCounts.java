package dev.reinstate.sandbox;

import com.google.common.util.concurrent.AtomicLongMap;
import java.util.function.Predicate;

/** How many requests came in, and how they were answered. */
public final class RequestCounts {

  private final AtomicLongMap<Kind> counts = AtomicLongMap.create();

  void add(Call call, int status) {
    counts.incrementAndGet(
        new Kind(
            call.target().method(),
            call.target().endpoint(),
            status,
            call.header("authorization").isPresent()));
  }

  public long total() {
    return sum(kind -> true);
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
