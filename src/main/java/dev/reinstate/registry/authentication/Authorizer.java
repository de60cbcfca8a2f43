package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.auth.Retryable;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.address.GoogleHosts;
import dev.reinstate.registry.address.Locations;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.wire.Request;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Decides what a request shows the registry, and remembers how each registry asked. */
public final class Authorizer {

  /** Google's hosts before they have asked: an access token answers it, and nothing else. */
  private static final Challenge NO_CHALLENGE = new Challenge("", ImmutableMap.of());

  private final Credentials credentials;
  private final SharedTokens tokens;
  private final ConcurrentMap<String, Challenge> challenges = new ConcurrentHashMap<>();

  public Authorizer(Credentials credentials, SharedTokens tokens) {
    this.credentials = credentials;
    this.tokens = tokens;
  }

  /** Says what a repository's host will be asked for. */
  public void expect(Repository repository, String scope) {
    tokens.expect(repository, scope);
  }

  /**
   * The Authorization to send at once: Google's hosts take an access token without a challenge,
   * others are shown something only after they have asked. Empty to go without.
   */
  Optional<String> authorize(Request request) throws IOException {
    String host = request.repository().host();
    Challenge known = challenges.get(host);
    if (known == null && !GoogleHosts.contains(host)) {
      return Optional.empty();
    }
    Challenge challenge = known == null ? NO_CHALLENGE : known;
    return answer(request, challenge, credential(request), Optional.empty());
  }

  /**
   * The Authorization that answers a refusal with status 401. One that offers nothing is answered
   * as the host wanted to be asked before: some say it once.
   *
   * @param refused the Authorization that was sent, if any
   * @return empty when there is no other answer
   */
  Optional<String> answer(
      Request request, ImmutableList<Challenge> offered, Optional<String> refused)
      throws IOException {
    Optional<Challenge> challenge =
        supported(offered)
            .or(() -> Optional.ofNullable(challenges.get(request.repository().host())));
    return challenge.isEmpty()
        ? Optional.empty()
        : answer(request, challenge.get(), credential(request), refused)
            .filter(answer -> !refused.equals(Optional.of(answer)));
  }

  /** Whether the token that a request is given may be one for many, which may not allow it. */
  boolean sharesToken(Request request) {
    return request.scopes().size() == 1
        && tokens.isShared(request.repository().host(), request.scopes().get(0));
  }

  /** Remembers how a registry wants to be asked. */
  void learn(String host, ImmutableList<Challenge> offered) {
    supported(offered).ifPresent(challenge -> challenges.put(host, challenge));
  }

  private static Optional<Challenge> supported(ImmutableList<Challenge> offered) {
    return scheme(offered, "bearer").or(() -> scheme(offered, "basic"));
  }

  /** The registry took what {@link #answer} gave. */
  void accepted(Request request) throws IOException {
    Challenge challenge = challenges.getOrDefault(request.repository().host(), NO_CHALLENGE);
    if (challenge.scheme().equals("bearer")) {
      tokens.accepted(key(request, challenge, credential(request)));
    }
  }

  /** Whom the registry took a request for, in words. */
  public String identity(Request request) throws IOException {
    return credential(request).toString();
  }

  static String basic(HostCredential.Login login) {
    String pair = login.user() + ":" + login.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private Optional<String> answer(
      Request request, Challenge challenge, HostCredential credential, Optional<String> refused)
      throws IOException {
    if (credential instanceof HostCredential.AccessToken token) {
      return Optional.of(bearer(token.value()));
    }
    if (challenge.scheme().equals("bearer")) {
      if (request.scopes().isEmpty()) {
        return Optional.empty(); // Google's API names a service that gives no tokens
      }
      Optional<String> refusedToken = refused.map(value -> value.substring(value.indexOf(' ') + 1));
      return Optional.of(
          bearer(tokens.get(request, key(request, challenge, credential), refusedToken)));
    }
    return challenge.scheme().equals("basic") && credential instanceof HostCredential.Login login
        ? Optional.of(basic(login))
        : Optional.empty();
  }

  private static TokenCache.Key key(Request request, Challenge challenge, HostCredential credential)
      throws IOException {
    return new TokenCache.Key(
        request.repository().host(),
        request.serviceAccount(),
        credential,
        realm(request, challenge),
        challenge.parameter("service"),
        request.scopes());
  }

  private static URI realm(Request request, Challenge challenge) throws IOException {
    String realm = challenge.parameter("realm");
    if (realm.isEmpty()) {
      throw new PermanentException("the registry asks for a token and names no service for it");
    }
    try {
      return Locations.resolve(request.uri(), realm);
    } catch (IOException e) {
      throw new PermanentException(
          "the registry names an unusable token service: " + e.getMessage(), e);
    }
  }

  private HostCredential credential(Request request) throws IOException {
    try {
      return credentials.find(request.repository(), request.serviceAccount());
    } catch (IOException e) {
      throw classified(e);
    }
  }

  /** The same failure, permanent unless Google's library says that it may pass. */
  static IOException classified(IOException failure) {
    boolean mayPass =
        Throwables.getCausalChain(failure).stream()
            .anyMatch(cause -> cause instanceof Retryable retryable && retryable.isRetryable());
    return mayPass ? failure : new PermanentException(failure.getMessage(), failure);
  }

  private static Optional<Challenge> scheme(ImmutableList<Challenge> offered, String scheme) {
    return offered.stream().filter(challenge -> challenge.scheme().equals(scheme)).findFirst();
  }

  private static String bearer(String token) {
    return "Bearer " + token;
  }
}
