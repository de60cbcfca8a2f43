package dev.reinstate.sandbox.guard;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
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
  private final TokenEndpoint tokenEndpoint;
  private final String host;

  public BearerGuard(Handler next, Tokens tokens, TokenEndpoint tokenEndpoint, String host) {
    this.next = next;
    this.tokens = tokens;
    this.tokenEndpoint = tokenEndpoint;
    this.host = host;
  }

  @Override
  public Reply handle(Call call) throws RefusedException, IOException {
    return switch (call.target().endpoint()) {
      case TOKEN -> tokenEndpoint.handle(call);
      case DOWNLOAD -> next.handle(call);
      default -> {
        requireToken(call);
        yield next.handle(call);
      }
    };
  }

  private void requireToken(Call call) throws RefusedException {
    ImmutableList<Scope> needed = RequiredScopes.of(call);
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

  private RefusedException refusal(ImmutableList<Scope> needed, String error) {
    String scope = needed.isEmpty() ? "" : ",scope=\"" + Joiner.on(' ').join(needed) + "\"";
    return new RefusedException(401, "UNAUTHORIZED", "authentication required")
        .with(
            "WWW-Authenticate",
            "Bearer realm=\"http://%s/token\",service=\"%s\"%s%s"
                .formatted(host, host, scope, error));
  }
}
