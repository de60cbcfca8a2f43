package dev.reinstate.audit.push;

import com.google.auth.oauth2.TokenVerifier;
import com.google.common.collect.ImmutableSet;
import java.time.InstantSource;
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
   */
  public GooglePushTokens(
      String audience,
      String account,
      boolean behindCloudRun,
      String certificates,
      InstantSource clock) {
    this.audience = audience;
    this.account = account;
    this.behindCloudRun = behindCloudRun;
    this.clock = clock;
    this.signatures =
        TokenVerifier.newBuilder()
            .setCertificatesLocation(certificates)
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
    Optional<TokenClaims> claims = TokenClaims.parse(token);
    if (claims.isEmpty()) {
      return Check.unauthorized("its token is no JSON Web Token");
    }
    Check claimed = claimed(claims.get());
    return claimed.admitted() ? signed(token, claims.get()) : claimed;
  }

  private Check claimed(TokenClaims claims) {
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

  private Check signed(String token, TokenClaims claims) {
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
}
