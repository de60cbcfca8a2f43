package dev.reinstate.registry.authentication;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HttpHeaders;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.wire.Exchange;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Authenticates what goes to the registry itself; what goes elsewhere, such as an upload that the
 * registry placed on a storage host, passes through bare. A second refusal is final, unless it is
 * of a token that others share or that followed one which was refused too.
 */
public final class AuthenticatingExchange implements Exchange {

  private static final int UNAUTHORIZED = 401;

  /**
   * A host that takes longer for its first answer holds nobody up for more. TLS to another
   * continent, by a process that has only just begun, takes more than one.
   */
  private static final long PATIENCE_SECONDS = 10;

  private final Exchange next;
  private final Authorizer authorizer;
  private final PlainHosts plainHosts;

  /** Hosts that were asked, each until it has said how it wants to be asked. */
  private final ConcurrentMap<String, CountDownLatch> firstContacts = new ConcurrentHashMap<>();

  public AuthenticatingExchange(Exchange next, Authorizer authorizer, PlainHosts plainHosts) {
    this.next = next;
    this.authorizer = authorizer;
    this.plainHosts = plainHosts;
  }

  @Override
  public Response send(Request request) throws IOException {
    if (!request.goesToRegistry(plainHosts)) {
      return next.send(request);
    }
    Optional<String> authorization = authorizer.authorize(request);
    if (authorization.isPresent()) {
      return send(request, authorization);
    }
    String host = request.repository().host();
    if (!isFirst(host)) {
      return send(request, authorizer.authorize(request));
    }
    Response response;
    try {
      response = attempt(request, Optional.empty());
    } finally {
      firstContacts.get(host).countDown();
    }
    return answered(request, response, Optional.empty());
  }

  /**
   * Lets one request ahead to a host that has not said yet how it wants to be asked; others wait. A
   * hundred at once would all be refused, and all be sent again.
   */
  private boolean isFirst(String host) {
    CountDownLatch contact = firstContacts.get(host);
    if (contact == null) {
      contact = firstContacts.putIfAbsent(host, new CountDownLatch(1));
      if (contact == null) {
        return true;
      }
    }
    try {
      boolean made = contact.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!made) {
        contact.countDown();
      }
    } catch (InterruptedException e) {
      throw CancelledException.interrupted();
    }
    return false;
  }

  private Response send(Request request, Optional<String> authorization) throws IOException {
    return answered(request, attempt(request, authorization), authorization);
  }

  /** Sends it; what it is refused with teaches how to ask. */
  private Response attempt(Request request, Optional<String> authorization) throws IOException {
    Response response = next.send(authorized(request, authorization));
    if (!isRefusal(request, response)) {
      return response;
    }
    Response refusal = response.detached();
    authorizer.learn(request.repository().host(), challenges(refusal));
    return refusal;
  }

  private Response answered(Request request, Response response, Optional<String> refused)
      throws IOException {
    if (!isRefusal(request, response)) {
      return response;
    }
    boolean isShared = authorizer.sharesToken(request);
    Optional<String> answer = authorizer.answer(request, challenges(response), refused);
    if (answer.isEmpty()) {
      return response;
    }
    if (isShared && refused.isEmpty()) {
      return send(request, answer);
    }
    Response second = next.send(authorized(request, answer));
    if (isRefusal(request, second)) {
      return isShared || refused.isEmpty() ? second : afterShortLife(request, second, answer);
    }
    authorizer.accepted(request);
    return second;
  }

  /**
   * A token of its own that was refused may have been worn out; others under way may have worn out
   * the new one too.
   */
  private Response afterShortLife(Request request, Response refusal, Optional<String> refused)
      throws IOException {
    Response second = refusal.detached();
    Optional<String> answer = authorizer.answer(request, ImmutableList.of(), refused);
    return answer.isEmpty() ? second : next.send(authorized(request, answer));
  }

  /** A challenge from where the registry redirected to is not the registry's. */
  private boolean isRefusal(Request request, Response response) {
    return response.status() == UNAUTHORIZED
        && request.withUri(response.uri()).goesToRegistry(plainHosts);
  }

  private static ImmutableList<Challenge> challenges(Response refusal) {
    return Challenge.parse(refusal.headers(HttpHeaders.WWW_AUTHENTICATE));
  }

  private static Request authorized(Request request, Optional<String> authorization) {
    return authorization.map(request::withAuthorization).orElse(request);
  }
}
