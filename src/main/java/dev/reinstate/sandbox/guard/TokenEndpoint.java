package dev.reinstate.sandbox.guard;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.util.Optional;

/**
 * Gives out tokens for whatever scopes are asked for.
 *
 * <p>Source: https://distribution.github.io/distribution/spec/auth/token/.
 */
public final class TokenEndpoint implements Handler {

  private static final Splitter SPACES = Splitter.on(' ').omitEmptyStrings();

  private final Tokens tokens;
  private final Optional<Challenge.Account> account;

  public TokenEndpoint(Tokens tokens, Optional<Challenge.Account> account) {
    this.tokens = tokens;
    this.account = account;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    if (!call.target().method().equals("GET")) {
      throw new RefusedException(405, "UNSUPPORTED", "tokens are given to GET")
          .with("Allow", "GET");
    }
    if (account.isPresent() && !BasicCredentials.match(call, account.get())) {
      throw BasicCredentials.refusal();
    }
    ImmutableList<Scope> scopes =
        call.query().get("scope").stream()
            .flatMap(SPACES::splitToStream)
            .flatMap(text -> Scope.parse(text).stream())
            .collect(ImmutableList.toImmutableList());
    String token = tokens.issue(scopes);
    return Reply.ofJson(
        200,
        json -> {
          json.writeStringField("token", token);
          json.writeStringField("access_token", token);
          json.writeNumberField("expires_in", tokens.lifetime().toSeconds());
        });
  }
}
