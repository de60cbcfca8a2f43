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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Keeps the requests to each host, reads and writes alike, within what the host takes, and those to
 * several within what they take together.
 *
 * <p>A request occupies its host until its response begins. Whoever copies a blob from one host to
 * another has then left the one before it enters the other, and two mirrors that restore each other
 * cannot wait for each other for ever.
 *
 * <p>A write with a precondition has it looked at once it has its turn, however long that took.
 */
public final class GovernedExchange implements Exchange {

  private final Exchange next;
  private final Exchange looks;
  private final Limits limits;
  private final RetryTiming timing;
  private final RetryAfter retryAfter;
  private final ConcurrentMap<String, HostQueue> queues = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, GroupQueue> groups = new ConcurrentHashMap<>();

  public GovernedExchange(Exchange next, Limits limits, RetryTiming timing, RetryAfter retryAfter) {
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
    Optional<GroupQueue> group = group(request);
    return send(request, queue, group, queue.enter(group));
  }

  /**
   * Sends what belongs to a request that has its turn already: to wait for others to end could be
   * to wait for itself.
   */
  private Response beside(Request request) throws IOException {
    HostQueue queue = queue(request);
    Optional<GroupQueue> group = group(request);
    return send(request, queue, group, queue.enterBeside(group));
  }

  private HostQueue queue(Request request) {
    return queues.computeIfAbsent(
        request.uri().getRawAuthority(), host -> new HostQueue(limits.of(host), timing));
  }

  private Optional<GroupQueue> group(Request request) {
    return limits
        .groupOf(request.uri().getRawAuthority(), request.repository())
        .map(
            group ->
                groups.computeIfAbsent(
                    group.name(),
                    any ->
                        new GroupQueue(() -> group.rate() * limits.part().getAsDouble(), timing)));
  }

  private Response send(Request request, HostQueue queue, Optional<GroupQueue> group, Turn turn)
      throws IOException {
    Verdict verdict = Verdict.NONE;
    try {
      Optional<Response> refusal = precondition(request).check(request, looks);
      Response response = refusal.isPresent() ? refusal.get() : next.send(request);
      if (response.status() == Verdict.TOO_MANY_REQUESTS) {
        response = UserQuota.kept(response);
      }
      verdict = Verdict.of(response, retryAfter.of(response), group.isPresent());
      return response;
    } finally {
      queue.leave(turn, verdict.ofHost(), verdict.pauseOfHost());
      if (group.isPresent()) {
        group.get().leave(turn, verdict.ofGroup(), verdict.pauseOfGroup());
      }
    }
  }

  private static Precondition precondition(Request request) {
    return request.intent() instanceof Intent.Write write
        ? write.precondition()
        : Precondition.NONE;
  }
}
