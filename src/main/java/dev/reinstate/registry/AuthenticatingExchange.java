package dev.reinstate.registry;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HttpHeaders;
import java.io.IOException;
import java.util.Optional;

/**
 * Authenticates what goes to the registry itself; what goes elsewhere, such as an upload that the
 * registry placed on a storage host, passes through bare. A second refusal is final.
 */
final class AuthenticatingExchange implements Exchange {

  private static final int UNAUTHORIZED = 401;

  private final Exchange next;
  private final Authorizer authorizer;

  AuthenticatingExchange(Exchange next, Authorizer authorizer) {
    this.next = next;
    this.authorizer = authorizer;
  }

  @Override
  public Response send(Request request) throws IOException {
    if (!request.goesToRegistry()) {
      return next.send(request);
    }
    Optional<String> authorization = authorizer.authorize(request);
    Response response = next.send(authorized(request, authorization));
    // A challenge from where the registry redirected to is not the registry's.
    if (response.status() != UNAUTHORIZED || !request.withUri(response.uri()).goesToRegistry()) {
      return response;
    }
    Response refusal = response.detached();
    ImmutableList<Challenge> challenges =
        ChallengeParser.parse(refusal.headers(HttpHeaders.WWW_AUTHENTICATE));
    Optional<String> answer = authorizer.answer(request, challenges, authorization);
    return answer.isPresent() ? next.send(authorized(request, answer)) : refusal;
  }

  private static Request authorized(Request request, Optional<String> authorization) {
    return authorization.map(request::withAuthorization).orElse(request);
  }
}
