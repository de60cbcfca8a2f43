package dev.reinstate.audit.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a token says, whether or not it is true: the payload of a JSON Web Token (RFC 7519), as
 * https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions#jwt_format shows it.
 *
 * @param signature as it came, still encoded
 */
record TokenClaims(
    String issuer,
    String audience,
    String email,
    boolean emailVerified,
    Instant expires,
    String signature) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int PARTS = 3;

  /** Empty for what is no such token. */
  static Optional<TokenClaims> parse(String token) {
    List<String> parts = Splitter.on('.').splitToList(token);
    if (parts.size() != PARTS) {
      return Optional.empty();
    }
    try {
      JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts.get(1)));
      return Optional.of(
          new TokenClaims(
              claims.path("iss").asText(),
              claims.path("aud").asText(),
              claims.path("email").asText(),
              claims.path("email_verified").booleanValue(),
              Instant.ofEpochSecond(claims.path("exp").asLong()),
              parts.get(2)));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
