package dev.reinstate.sandbox.guard;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import dev.reinstate.sandbox.http.Target;
import java.io.IOException;
import java.util.Optional;

/**
 * Lets only requests through whose token covers them, and tells the others where to get one.
 *
 * <p>Source: https://distribution.github.io/distribution/spec/auth/token/.
 */
public final class BearerGuard implements Handler {

  private static final String SCHEME = "Bearer ";

  private final Handler next;
  private final Tokens tokens;
  private final String origin;
  private final String service;

  /**
   * @param origin where the token endpoint is: scheme, host and port
   * @param service what it is to be told that the token is for
   */
  public BearerGuard(Handler next, Tokens tokens, String origin, String service) {
    this.next = next;
    this.tokens = tokens;
    this.origin = origin;
    this.service = service;
  }

  @Override
  public Reply handle(Call call) throws RefusedException, IOException {
    return switch (call.target().endpoint()) {
      case TOKEN -> tokens.handle(call);
      case DOWNLOAD -> next.handle(call);
      default -> {
        requireToken(call);
        yield next.handle(call);
      }
    };
  }

  private void requireToken(Call call) throws RefusedException {
    ImmutableList<Scope> needed = needed(call);
    Optional<String> token =
        call.header("authorization")
            .filter(value -> value.startsWith(SCHEME))
            .map(value -> value.substring(SCHEME.length()));
    if (token.isEmpty()) {
      throw refusal(needed, "");
    }
    ImmutableList<Scope> granted =
        tokens.scopes(token.get()).orElseThrow(() -> refusal(needed, ",error=\"invalid_token\""));
    if (!needed.stream().allMatch(scope -> granted.stream().anyMatch(g -> g.covers(scope)))) {
      throw refusal(needed, ",error=\"insufficient_scope\"");
    }
  }

  /** The scopes a request needs; empty where any valid token will do. */
  private static ImmutableList<Scope> needed(Call call) {
    Target target = call.target();
    if (target.repository().isEmpty()) {
      return ImmutableList.of();
    }
    Scope own = new Scope(target.repository(), actions(target.method()));
    Optional<String> from = call.query("mount").isPresent() ? call.query("from") : Optional.empty();
    return from.map(name -> ImmutableList.of(own, new Scope(name, ImmutableSet.of("pull"))))
        .orElse(ImmutableList.of(own));
  }

  private static ImmutableSet<String> actions(String method) {
    return switch (method) {
      case "GET", "HEAD" -> ImmutableSet.of("pull");
      case "DELETE" -> ImmutableSet.of("delete");
      default -> ImmutableSet.of("pull", "push");
    };
  }

  private RefusedException refusal(ImmutableList<Scope> needed, String error) {
    String scope = needed.isEmpty() ? "" : ",scope=\"" + Joiner.on(' ').join(needed) + "\"";
    return new RefusedException(401, "UNAUTHORIZED", "authentication required")
        .with(
            "WWW-Authenticate",
            "Bearer realm=\"%s/token\",service=\"%s\"%s%s"
                .formatted(origin, service, scope, error));
  }
}
