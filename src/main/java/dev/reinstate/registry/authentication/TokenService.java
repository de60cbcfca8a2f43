package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.net.HttpHeaders;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.failure.Refusals;
import dev.reinstate.registry.wire.Content;
import dev.reinstate.registry.wire.Exchange;
import dev.reinstate.registry.wire.Intent;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Optional;

/**
 * Fetches tokens from the service a Bearer challenge names.
 *
 * <p>Source: https://distribution.github.io/distribution/spec/auth/token/ and, for identity tokens,
 * https://distribution.github.io/distribution/spec/auth/oauth/
 */
public final class TokenService {

  private static final int TOKEN_BYTES = 64 * 1024;

  /** What a token lives for when its service does not say. */
  private static final Duration DEFAULT_LIFETIME = Duration.ofSeconds(60);

  private static final Duration LONGEST_LIFETIME = Duration.ofHours(12);
  private static final CharMatcher VISIBLE = CharMatcher.inRange('!', '~');

  private final Exchange exchange;
  private final PlainHosts plainHosts;

  public TokenService(Exchange exchange, PlainHosts plainHosts) {
    this.exchange = exchange;
    this.plainHosts = plainHosts;
  }

  /** A new token; the credential is left out when the realm is not of the registry's owner. */
  public TokenCache.Token fetch(Request asked, TokenCache.Key key) throws IOException {
    HostCredential shown =
        RealmTrust.mayReceiveCredentials(key.host(), key.realm(), plainHosts)
            ? key.credential()
            : new HostCredential.Anonymous("");
    Request request = request(asked, key, shown);
    try (Response response = exchange.send(request)) {
      if (!response.succeeded()) {
        throw Refusals.of(request, response, advice(key, shown));
      }
      return token(Json.read(response.bytes(TOKEN_BYTES)));
    }
  }

  private static Request request(Request asked, TokenCache.Key key, HostCredential credential) {
    return switch (credential) {
      case HostCredential.RefreshToken token -> post(asked, key, token.value());
      case HostCredential.Login login -> get(asked, key).withAuthorization(Authorizer.basic(login));
      // An access token goes to its registry as it is and never comes here.
      case HostCredential.AccessToken unused -> get(asked, key);
      case HostCredential.Anonymous unused -> get(asked, key);
    };
  }

  private static Request get(Request asked, TokenCache.Key key) {
    StringBuilder query = new StringBuilder("service=").append(encode(key.service()));
    key.scopes().forEach(scope -> query.append("&scope=").append(encodeScope(scope)));
    String realm = key.realm().toString();
    URI uri = URI.create(realm + (realm.contains("?") ? "&" : "?") + query);
    return to(asked, "GET", uri, Optional.empty());
  }

  private static Request post(Request asked, TokenCache.Key key, String refreshToken) {
    String form =
        "grant_type=refresh_token&client_id=reinstate&service="
            + encode(key.service())
            + "&scope="
            + encode(String.join(" ", key.scopes()))
            + "&refresh_token="
            + encode(refreshToken);
    Content content = Content.of("application/x-www-form-urlencoded", form.getBytes(UTF_8));
    return to(asked, "POST", key.realm(), Optional.of(content));
  }

  private static Request to(Request asked, String method, URI uri, Optional<Content> content) {
    return new Request(
        asked.repository(),
        asked.serviceAccount(),
        ImmutableList.of(),
        method,
        uri,
        ImmutableMap.of(HttpHeaders.ACCEPT, "application/json"),
        content,
        Intent.READ);
  }

  private static TokenCache.Token token(JrsValue answer) throws IOException {
    String token = JsonValues.text(answer.path("token"));
    String value = token.isEmpty() ? JsonValues.text(answer.path("access_token")) : token;
    if (value.isEmpty() || !VISIBLE.matchesAllOf(value)) {
      throw new IOException("the token service answered without a usable token");
    }
    long seconds = JsonValues.number(answer.path("expires_in"), DEFAULT_LIFETIME.toSeconds());
    return new TokenCache.Token(
        value, Duration.ofSeconds(Math.clamp(seconds, 1L, LONGEST_LIFETIME.toSeconds())));
  }

  private static String advice(TokenCache.Key key, HostCredential shown) {
    if (shown instanceof HostCredential.Anonymous
        && !(key.credential() instanceof HostCredential.Anonymous)) {
      return "asked without credentials, since "
          + key.realm().getHost()
          + " is not of the owner of "
          + key.host();
    }
    return "asked as "
        + key.credential()
        + "; grant it "
        + key.scopes().get(0)
        + (key.scopes().size() == 1 ? "" : " and others");
  }

  /** What a scope is made of may stand in a query as it is: RFC 3986, section 3.4. */
  private static String encodeScope(String scope) {
    return encode(scope).replace("%3A", ":").replace("%2F", "/").replace("%2C", ",");
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
