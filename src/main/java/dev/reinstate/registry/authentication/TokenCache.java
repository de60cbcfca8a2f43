package dev.reinstate.registry.authentication;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** Tokens by what they are for; each is fetched by one caller at a time while the others wait. */
public final class TokenCache {

  /** What a token is good for, and who it was given to. */
  public record Key(
      String host,
      Optional<String> serviceAccount,
      HostCredential credential,
      URI realm,
      String service,
      ImmutableList<String> scopes) {

    /** Of a hundred scopes the first tells as much as all. */
    @Override
    public int hashCode() {
      return Objects.hash(host, scopes.isEmpty() ? "" : scopes.get(0));
    }

    Key withScopes(ImmutableList<String> others) {
      return new Key(host, serviceAccount, credential, realm, service, others);
    }
  }

  /** A token as its service gave it. */
  record Token(String value, Duration lifetime) {}

  /** Gets a new token. */
  interface Fetch {
    Token token(Key key) throws IOException;
  }

  private final InstantSource clock;
  private final ConcurrentMap<Key, Slot> slots = new ConcurrentHashMap<>();

  public TokenCache(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * A token that lives for a while yet.
   *
   * @param refused a value the registry did not take, not to be given again
   */
  String get(Key key, Optional<String> refused, Fetch fetch) throws IOException {
    return slots.computeIfAbsent(key, absent -> new Slot()).get(key, refused, fetch);
  }

  private final class Slot {

    private final ReentrantLock renewal = new ReentrantLock();
    private String value = "";
    private Instant renewAt = Instant.MIN;

    String get(Key key, Optional<String> refused, Fetch fetch) throws IOException {
      renewal.lock();
      try {
        Instant now = clock.instant();
        if (now.isBefore(renewAt) && !refused.equals(Optional.of(value))) {
          return value;
        }
        Token token = fetch.token(key);
        value = token.value();
        // A fifth of its life is kept for requests under way and for clocks that disagree.
        renewAt = now.plus(token.lifetime().multipliedBy(4).dividedBy(5));
        return value;
      } finally {
        renewal.unlock();
      }
    }
  }
}
