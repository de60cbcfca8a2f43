package dev.reinstate.sandbox.guard;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The tokens given out. They are serial numbers: this registry guards nothing. */
public final class Tokens {

  private final Map<String, Grant> grants = new ConcurrentHashMap<>();
  private final AtomicLong lastToken = new AtomicLong();
  private final Duration lifetime;
  private final InstantSource clock;

  public Tokens(Duration lifetime, InstantSource clock) {
    this.lifetime = lifetime;
    this.clock = clock;
  }

  Duration lifetime() {
    return lifetime;
  }

  String issue(ImmutableList<Scope> scopes) {
    String token = "sandbox-token-" + lastToken.incrementAndGet();
    grants.put(token, new Grant(scopes, clock.instant().plus(lifetime)));
    return token;
  }

  /** What the token allows; empty when it is unknown or has expired. */
  Optional<ImmutableList<Scope>> scopes(String token) {
    return Optional.ofNullable(grants.get(token))
        .filter(grant -> clock.instant().isBefore(grant.expiry()))
        .map(Grant::scopes);
  }

  private record Grant(ImmutableList<Scope> scopes, Instant expiry) {}
}
