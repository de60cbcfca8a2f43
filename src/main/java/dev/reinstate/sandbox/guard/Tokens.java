package dev.reinstate.sandbox.guard;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives out tokens for whatever scopes are asked for. They are serial numbers: this registry guards
 * nothing.
 *
 * <p>Source: https://distribution.github.io/distribution/spec/auth/token/.
 */
public final class Tokens implements Handler {

  private static final Splitter SPACES = Splitter.on(' ').omitEmptyStrings();

  private final Map<String, Grant> grants = new ConcurrentHashMap<>();
  private final AtomicLong lastToken = new AtomicLong();
  private final Challenge.Bearer challenge;
  private final InstantSource clock;

  public Tokens(Challenge.Bearer challenge, InstantSource clock) {
    this.challenge = challenge;
    this.clock = clock;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    if (!call.target().method().equals("GET")) {
      throw new RefusedException(405, "UNSUPPORTED", "tokens are given to GET")
          .with("Allow", "GET");
    }
    if (challenge.account().isPresent()
        && !BasicCredentials.match(call, challenge.account().get())) {
      throw BasicCredentials.refusal();
    }
    ImmutableList<Scope> scopes =
        call.query().get("scope").stream()
            .flatMap(SPACES::splitToStream)
            .flatMap(text -> Scope.parse(text).stream())
            .collect(ImmutableList.toImmutableList());
    String token = "sandbox-token-" + lastToken.incrementAndGet();
    grants.put(token, new Grant(scopes, clock.instant().plus(challenge.lifetime())));
    return Reply.ofJson(
        200,
        json -> {
          json.writeStringField("token", token);
          json.writeStringField("access_token", token);
          json.writeNumberField("expires_in", challenge.lifetime().toSeconds());
        });
  }

  /** What the token allows; empty when it is unknown or has expired. */
  Optional<ImmutableList<Scope>> scopes(String token) {
    return Optional.ofNullable(grants.get(token))
        .filter(grant -> clock.instant().isBefore(grant.expiry()))
        .map(Grant::scopes);
  }

  private record Grant(ImmutableList<Scope> scopes, Instant expiry) {}
}
