package dev.reinstate.audit.push;

import com.fasterxml.jackson.jr.stree.JrsBoolean;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.base.Splitter;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
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

  private static final int PARTS = 3;

  /** Empty for what is no such token. */
  static Optional<TokenClaims> parse(String token) {
    List<String> parts = Splitter.on('.').splitToList(token);
    if (parts.size() != PARTS) {
      return Optional.empty();
    }
    try {
      JrsValue claims = Json.read(Base64.getUrlDecoder().decode(parts.get(1)));
      return Optional.of(
          new TokenClaims(
              JsonValues.text(claims.path("iss")),
              JsonValues.text(claims.path("aud")),
              JsonValues.text(claims.path("email")),
              claims.path("email_verified").equals(JrsBoolean.TRUE),
              Instant.ofEpochSecond(JsonValues.number(claims.path("exp"), 0)),
              parts.get(2)));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
