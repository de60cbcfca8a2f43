package dev.reinstate.audit.push;

import com.fasterxml.jackson.jr.stree.JrsBoolean;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.TokenVerifier;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Admits the pushes of one Pub/Sub subscription, by the token that Google signs for its service
 * account: https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions.
 */
public final class GooglePushTokens implements PushTokens {

  /** What Google signs with; its keys change, and are kept for an hour. */
  public static final String CERTIFICATES = "https://www.googleapis.com/oauth2/v3/certs";

  /**
   * What Cloud Run leaves of a signature that it has checked:
   * https://cloud.google.com/run/docs/troubleshooting#signature-removed.
   */
  private static final String REMOVED = "SIGNATURE_REMOVED_BY_GOOGLE";

  private static final ImmutableSet<String> ISSUERS =
      ImmutableSet.of("https://accounts.google.com", "accounts.google.com");
  private static final Pattern BEARER =
      Pattern.compile("bearer +(?<token>[^ ]+)", Pattern.CASE_INSENSITIVE);
  private static final int UNAVAILABLE = 503;

  private final String audience;
  private final String account;
  private final boolean behindCloudRun;
  private final InstantSource clock;
  private final TokenVerifier signatures;

  /**
   * @param account the e-mail address of the account that pushes
   * @param behindCloudRun whether Cloud Run checks signatures before we see a token; somebody has
   *     to say so, since anybody can write what it leaves of one
   * @param certificates where the signer's keys are published
   * @param transports how they are fetched
   */
  public GooglePushTokens(
      String audience,
      String account,
      boolean behindCloudRun,
      String certificates,
      HttpTransportFactory transports,
      InstantSource clock) {
    this.audience = audience;
    this.account = account;
    this.behindCloudRun = behindCloudRun;
    this.clock = clock;
    this.signatures =
        TokenVerifier.newBuilder()
            .setCertificatesLocation(certificates)
            .setHttpTransportFactory(transports)
            .setClock(clock::millis)
            .build();
  }

  @Override
  public Check check(Optional<String> authorization) {
    Matcher bearer = BEARER.matcher(authorization.orElse(""));
    if (!bearer.matches()) {
      return Check.unauthorized("it bears no token");
    }
    String token = bearer.group("token");
    Optional<Claims> claims = Claims.parse(token);
    if (claims.isEmpty()) {
      return Check.unauthorized("its token is no JSON Web Token");
    }
    Check claimed = claimed(claims.get());
    return claimed.admitted() ? signed(token, claims.get()) : claimed;
  }

  private Check claimed(Claims claims) {
    if (!ISSUERS.contains(claims.issuer())) {
      return Check.unauthorized("its token is from " + claims.issuer() + ", not from Google");
    }
    if (!claims.expires().isAfter(clock.instant())) {
      return Check.unauthorized("its token expired at " + claims.expires());
    }
    if (!claims.audience().equals(audience)) {
      return Check.forbidden("its token is for " + claims.audience() + ", not for " + audience);
    }
    if (!claims.email().equals(account) || !claims.emailVerified()) {
      return Check.forbidden("its token is of " + claims.email() + ", not of " + account);
    }
    return Check.ADMITTED;
  }

  private Check signed(String token, Claims claims) {
    if (claims.signature().equals(REMOVED)) {
      return behindCloudRun
          ? Check.ADMITTED
          : Check.unauthorized(
              "its token has no signature; if Cloud Run asks for one in front of this service"
                  + " (--no-allow-unauthenticated), say so with --behind-cloud-run-iam");
    }
    try {
      signatures.verify(token);
      return Check.ADMITTED;
    } catch (TokenVerifier.VerificationException e) {
      return e.getCause() == null
          ? Check.unauthorized("its token is not signed by Google: " + e.getMessage())
          : new Check(UNAVAILABLE, "its token could not be checked: " + e.getMessage());
    }
  }

  /**
   * What a token says, whether or not it is true: the payload of a JSON Web Token (RFC 7519), as
   * https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions#jwt_format shows it.
   *
   * @param signature as it came, still encoded
   */
  record Claims(
      String issuer,
      String audience,
      String email,
      boolean emailVerified,
      Instant expires,
      String signature) {

    private static final int PARTS = 3;

    /** Empty for what is no such token. */
    static Optional<Claims> parse(String token) {
      List<String> parts = Splitter.on('.').splitToList(token);
      if (parts.size() != PARTS) {
        return Optional.empty();
      }
      try {
        JrsValue claims = Json.read(Base64.getUrlDecoder().decode(parts.get(1)));
        return Optional.of(
            new Claims(
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
}
