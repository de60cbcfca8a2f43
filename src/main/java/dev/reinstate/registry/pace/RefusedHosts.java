package dev.reinstate.registry.pace;

import dev.reinstate.network.HostFaultException;
import dev.reinstate.registry.address.Origin;
import dev.reinstate.registry.wire.Exchange;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Spares a host that is at fault, and us, what would fail alike thousands of times. After a while
 * it is asked again: a service runs for longer than a certificate is wrong.
 */
public final class RefusedHosts implements Exchange {

  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private record Refused(HostFaultException fault, long since) {}

  private final Exchange next;
  private final RetryTiming timing;
  private final ConcurrentMap<Origin, Refused> refused = new ConcurrentHashMap<>();

  public RefusedHosts(Exchange next, RetryTiming timing) {
    this.next = next;
    this.timing = timing;
  }

  @Override
  public Response send(Request request) throws IOException {
    if (!refused.isEmpty()) {
      refuse(Origin.of(request.uri()));
    }
    try {
      return next.send(request);
    } catch (HostFaultException e) {
      refused.put(Origin.of(request.uri()), new Refused(e, timing.nanoTime()));
      throw e;
    }
  }

  private void refuse(Origin host) throws HostFaultException {
    Refused known = refused.get(host);
    if (known == null) {
      return;
    }
    if (timing.nanoTime() - known.since() < REMEMBERED.toNanos()) {
      throw known.fault();
    }
    refused.remove(host, known);
  }
}
