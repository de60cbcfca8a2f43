package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.RequestCounts;

/** What an embedded registry was asked, by method and endpoint. */
final class KindsOfRequests {

  private KindsOfRequests() {}

  /**
   * Checks all requests to a host since they were counted from zero.
   *
   * @param expected kinds, {@code GET TAGS} for one, and how many there are of each, in turn; there
   *     are none of others
   */
  static void assertAsked(World world, String host, Object... expected) {
    ImmutableMap.Builder<String, Long> counts = ImmutableMap.builder();
    for (int i = 0; i < expected.length; i += 2) {
      counts.put((String) expected[i], ((Number) expected[i + 1]).longValue());
    }
    assertEquals(
        ImmutableSortedMap.copyOf(counts.buildOrThrow()),
        requests(world.registry(host).counts()),
        host);
  }

  private static ImmutableSortedMap<String, Long> requests(RequestCounts counts) {
    ImmutableSortedMap.Builder<String, Long> requests = ImmutableSortedMap.naturalOrder();
    for (Endpoint endpoint : Endpoint.values()) {
      for (String method : ImmutableList.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")) {
        long count = counts.of(method, endpoint);
        if (count > 0) {
          requests.put(method + " " + endpoint, count);
        }
      }
    }
    return requests.buildOrThrow();
  }
}
