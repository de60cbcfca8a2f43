package dev.reinstate.bench;

import com.google.common.collect.ImmutableSortedMap;
import java.util.TreeMap;

/**
 * What registries were asked.
 *
 * @param requests by method, lists of tags apart from all others: {@link #LIST}
 * @param sent bytes of bodies from the registries to the client
 * @param received bytes of bodies from the client to the registries
 */
record Traffic(ImmutableSortedMap<String, Long> requests, long sent, long received) {

  static final String LIST = "GET list";

  static final Traffic NONE = new Traffic(ImmutableSortedMap.of(), 0, 0);

  long total() {
    return requests.values().stream().mapToLong(count -> count).sum();
  }

  long lists() {
    return requests.getOrDefault(LIST, 0L);
  }

  Traffic plus(Traffic other) {
    TreeMap<String, Long> sums = new TreeMap<>(requests);
    other.requests.forEach((method, count) -> sums.merge(method, count, Long::sum));
    return new Traffic(
        ImmutableSortedMap.copyOf(sums), sent + other.sent, received + other.received);
  }
}
