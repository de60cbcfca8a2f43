package dev.reinstate.registry.wire;

import com.google.common.collect.ImmutableSet;
import com.google.common.net.HttpHeaders;
import dev.reinstate.registry.address.Locations;
import dev.reinstate.registry.address.Origin;
import dev.reinstate.registry.address.PermanentException;
import java.io.IOException;
import java.net.URI;

/**
 * Follows the redirects of reads. Credentials stay with the origin they were meant for, and TLS is
 * never given up.
 *
 * <p>Source: clients must not forward Authorization to another host,
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#api
 */
public final class RedirectingExchange implements Exchange {

  private static final int HOPS = 5;
  private static final ImmutableSet<Integer> REDIRECTS = ImmutableSet.of(301, 302, 303, 307, 308);
  private static final ImmutableSet<String> READS = ImmutableSet.of("GET", "HEAD");

  private final Exchange next;

  public RedirectingExchange(Exchange next) {
    this.next = next;
  }

  @Override
  public Response send(Request request) throws IOException {
    Request current = request;
    for (int hop = 0; hop <= HOPS; hop++) {
      Response response = next.send(current);
      if (!REDIRECTS.contains(response.status()) || !READS.contains(request.method())) {
        return response;
      }
      current = follow(current, response.detached());
    }
    throw new PermanentException("more than " + HOPS + " redirects");
  }

  private static Request follow(Request request, Response redirect) throws IOException {
    URI target =
        Locations.resolve(
            request.uri(),
            redirect
                .header(HttpHeaders.LOCATION)
                .orElseThrow(() -> new PermanentException("a redirect without a Location")));
    Request followed = request.withUri(target);
    return Origin.of(target).equals(Origin.of(request.uri()))
        ? followed
        : followed.withoutAuthorization();
  }
}
