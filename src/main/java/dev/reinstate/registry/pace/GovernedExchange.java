package dev.reinstate.registry.pace;

import dev.reinstate.registry.wire.Content;
import dev.reinstate.registry.wire.Exchange;
import dev.reinstate.registry.wire.Intent;
import dev.reinstate.registry.wire.Precondition;
import dev.reinstate.registry.wire.RedirectingExchange;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Keeps the requests to each host, reads and writes alike, within what the host takes.
 *
 * <p>A request occupies its host until its response begins. Whoever copies a blob from one host to
 * another has then left the one before it enters the other, and two mirrors that restore each other
 * cannot wait for each other for ever.
 *
 * <p>A write with a precondition has it looked at once it has its turn, however long that took.
 */
public final class GovernedExchange implements Exchange {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final Exchange next;
  private final Exchange looks;
  private final Function<String, HostLimits> limits;
  private final RetryTiming timing;
  private final RetryAfter retryAfter;
  private final ConcurrentMap<String, HostQueue> queues = new ConcurrentHashMap<>();

  /**
   * @param limits by host, with its port where it has one
   */
  public GovernedExchange(
      Exchange next,
      Function<String, HostLimits> limits,
      RetryTiming timing,
      RetryAfter retryAfter) {
    this.next = next;
    this.looks = new RedirectingExchange(this::beside);
    this.limits = limits;
    this.timing = timing;
    this.retryAfter = retryAfter;
  }

  @Override
  public Response send(Request request) throws IOException {
    if (request.content().isEmpty()) {
      return governed(request);
    }
    Content content = request.content().get();
    // Opening it may be a request to another host, so it comes before this one's turn.
    try (InputStream opened = content.bytes().openStream()) {
      return governed(request.withContent(content.from(opened)));
    }
  }

  private Response governed(Request request) throws IOException {
    HostQueue queue = queue(request);
    return send(request, queue, queue.enter());
  }

  /**
   * Sends what belongs to a request that has its turn already: to wait for others to end could be
   * to wait for itself.
   */
  private Response beside(Request request) throws IOException {
    HostQueue queue = queue(request);
    return send(request, queue, queue.enterBeside());
  }

  private HostQueue queue(Request request) {
    return queues.computeIfAbsent(
        request.uri().getRawAuthority(), host -> new HostQueue(limits.apply(host), timing));
  }

  private Response send(Request request, HostQueue queue, long startedIn) throws IOException {
    HostGovernor.Signal signal = HostGovernor.Signal.NONE;
    Optional<Duration> pause = Optional.empty();
    try {
      Optional<Response> refusal = precondition(request).check(request, looks);
      Response response = refusal.isPresent() ? refusal.get() : next.send(request);
      signal = signal(response.status());
      pause = retryAfter.of(response);
      return response;
    } finally {
      queue.leave(startedIn, signal, pause);
    }
  }

  private static Precondition precondition(Request request) {
    return request.intent() instanceof Intent.Write write
        ? write.precondition()
        : Precondition.NONE;
  }

  private static HostGovernor.Signal signal(int status) {
    if (status == TOO_MANY_REQUESTS) {
      return HostGovernor.Signal.THROTTLED;
    }
    if (status == UNAVAILABLE) {
      return HostGovernor.Signal.OVERLOADED;
    }
    return status < 500 ? HostGovernor.Signal.ACCEPTED : HostGovernor.Signal.NONE;
  }
}
