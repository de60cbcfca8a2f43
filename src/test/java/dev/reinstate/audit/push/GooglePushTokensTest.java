package dev.reinstate.audit.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that the test signs itself, with a key that it publishes as Google publishes its own. */
final class GooglePushTokensTest {

  private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
  private static final String AUDIENCE = "https://auditor.example/";
  private static final String ACCOUNT = "pusher@prod.iam.gserviceaccount.com";
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final AtomicInteger asked = new AtomicInteger();
  private volatile int status = 200;
  private static KeyPair keys;
  private HttpServer certificates;

  @BeforeAll
  static void makeKeys() throws GeneralSecurityException {
    keys = newKeys();
  }

  @BeforeEach
  void publish() throws IOException {
    certificates = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    certificates.createContext(
        "/certs",
        exchange -> {
          asked.incrementAndGet();
          byte[] body = jwks().getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    certificates.start();
  }

  @AfterEach
  void stop() {
    certificates.stop(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, 31_556_889_864_403_200L})
  void aTimeThatNoClockCanShowIsNoToken(long expires) {
    String claims =
        Base64.getUrlEncoder().encodeToString(("{\"exp\":" + expires + "}").getBytes(UTF_8));
    assertEquals(Optional.empty(), GooglePushTokens.Claims.parse("e30." + claims + ".signature"));
  }

  @Test
  void aTokenAsGoogleMakesItIsAdmittedAndKeysAreFetchedOnce() throws Exception {
    PushTokens tokens = tokens(false);
    for (int i = 0; i < 3; i++) {
      assertEquals(PushTokens.Check.ADMITTED, check(tokens, signed(claims(), keys)));
    }
    assertEquals(1, asked.get());
  }

  @Test
  void anotherSignerOrAChangedTokenIsRefused() throws Exception {
    assertEquals(401, check(tokens(false), signed(claims(), newKeys())).status());
    String token = signed(claims().replace(ACCOUNT, "x" + ACCOUNT), keys);
    String changed = token.replaceFirst("\\.[^.]*\\.", "." + encoded(claims()) + ".");
    assertEquals(401, check(tokens(false), changed).status());
    assertEquals(401, check(tokens(true), changed).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "\"true\"", "\"yes\"", "1", "null"})
  void onlyTheBooleanTrueSaysThatTheAddressIsVerified(String verified) throws Exception {
    String claims = claims().replace("verified\": true", "verified\": " + verified);
    assertFalse(check(tokens(false), signed(claims, keys)).admitted());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "none", "AAAA"})
  void noSignatureIsNone(String signature) {
    String token = encoded("{\"alg\": \"none\"}") + "." + encoded(claims()) + "." + signature;
    assertFalse(check(tokens(false), token).admitted());
    assertFalse(check(tokens(true), token).admitted());
  }

  @Test
  void aRemovedSignatureIsGoodOnlyWhereCloudRunRemovedIt() {
    String token =
        encoded("{\"alg\": \"RS256\"}") + "." + encoded(claims()) + ".SIGNATURE_REMOVED_BY_GOOGLE";
    assertTrue(check(tokens(true), token).admitted());
    assertEquals(401, check(tokens(false), token).status());
    String other = token.replace(encoded(claims()), encoded(claims().replace(ACCOUNT, "x@y")));
    assertEquals(403, check(tokens(true), other).status());
  }

  @Test
  void eachClaimCounts() throws Exception {
    assertEquals(403, status(claims().replace(AUDIENCE, "https://other.example/")));
    assertEquals(403, status(claims().replace(ACCOUNT, "other@prod.iam.gserviceaccount.com")));
    assertEquals(403, status(claims().replace("true", "false")));
    assertEquals(401, status(claims().replace("accounts.google.com", "accounts.example")));
    assertEquals(
        401,
        status(claims().replace(String.valueOf(expiry()), String.valueOf(NOW.getEpochSecond()))));
    assertEquals(403, status("{\"iss\": \"accounts.google.com\", \"exp\": " + expiry() + "}"));
    assertEquals(401, status("{}"));
    assertEquals(0, asked.get(), "no keys are needed to know that");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Basic dXNlcjpwYXNz", "Bearer", "Bearer x", "Bearer a.b.c", "Bearer .."})
  void whatIsNoTokenIsRefused(String authorization) {
    assertEquals(401, tokens(true).check(Optional.of(authorization)).status());
    assertEquals(401, tokens(true).check(Optional.empty()).status());
  }

  @Test
  void aTokenIsAskedForAgainWhenItCannotBeChecked() throws Exception {
    status = 404;
    assertEquals(503, check(tokens(false), signed(claims(), keys)).status());
  }

  private int status(String claims) throws GeneralSecurityException {
    return check(tokens(false), signed(claims, keys)).status();
  }

  private static PushTokens.Check check(PushTokens tokens, String token) {
    return tokens.check(Optional.of("Bearer " + token));
  }

  private PushTokens tokens(boolean behindCloudRun) {
    String location = "http://127.0.0.1:" + certificates.getAddress().getPort() + "/certs";
    return new GooglePushTokens(
        AUDIENCE, ACCOUNT, behindCloudRun, location, NetHttpTransport::new, () -> NOW);
  }

  private static long expiry() {
    return NOW.getEpochSecond() + 3600;
  }

  private static String claims() {
    return """
        {"aud": "%s", "azp": "1", "email": "%s", "email_verified": true, "exp": %d, "iat": %d,
         "iss": "https://accounts.google.com", "sub": "1"}
        """
        .formatted(AUDIENCE, ACCOUNT, expiry(), NOW.getEpochSecond());
  }

  private static String signed(String claims, KeyPair keys) throws GeneralSecurityException {
    String content =
        encoded("{\"alg\": \"RS256\", \"kid\": \"k1\", \"typ\": \"JWT\"}") + "." + encoded(claims);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(content.getBytes(UTF_8));
    return content + "." + URL.encodeToString(signature.sign());
  }

  private static String encoded(String text) {
    return URL.encodeToString(text.getBytes(UTF_8));
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static String jwks() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return """
        {"keys": [{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "k1", "n": "%s", "e": "%s"}]}
        """
        .formatted(unsigned(key.getModulus()), unsigned(key.getPublicExponent()));
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int zeros = bytes[0] == 0 ? 1 : 0;
    return URL.encodeToString(Arrays.copyOfRange(bytes, zeros, bytes.length));
  }
}
