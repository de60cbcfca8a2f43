package dev.reinstate.sandbox.guard;

import static dev.reinstate.sandbox.RawClient.error;
import static dev.reinstate.sandbox.RawClient.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.image.Digests;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.RawClient;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImages;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ChallengeTest {

  private static final Challenge.Account ALICE = new Challenge.Account("alice", "secret");
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder().encodeToString("alice:secret".getBytes(StandardCharsets.UTF_8));
  private static final byte[] NOTHING = {};

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  @Test
  void basicChallengeWantsTheAccount() throws Exception {
    try (EmbeddedRegistry registry = start(new Challenge.Basic(ALICE));
        RawClient client = new RawClient(registry)) {
      HttpResponse<byte[]> refused = client.get("/v2/");
      assertEquals(401, refused.statusCode());
      assertEquals("UNAUTHORIZED", error(refused));
      assertEquals("Basic realm=\"sandbox\"", header(refused, "WWW-Authenticate"));
      assertEquals(200, client.get("/v2/", "Authorization", BASIC).statusCode());
    }
  }

  @Test
  void bearerChallengeNamesRealmServiceAndScope() throws Exception {
    try (EmbeddedRegistry registry = start(bearer(Optional.empty()));
        RawClient client = new RawClient(registry)) {
      String host = registry.host();
      String challenge = "Bearer realm=\"http://%s/token\",service=\"%s\"".formatted(host, host);
      assertEquals(challenge, header(client.get("/v2/"), "WWW-Authenticate"));
      assertEquals(
          challenge + ",scope=\"repository:a/b:pull\"",
          header(client.get("/v2/a/b/tags/list"), "WWW-Authenticate"));
      assertEquals(
          challenge + ",scope=\"repository:a:pull,push repository:b:pull\"",
          header(
              client.send("POST", "/v2/a/blobs/uploads/?mount=x&from=b", NOTHING),
              "WWW-Authenticate"));
    }
  }

  @Test
  void tokenOpensWhatItsScopesSayAndNoMore() throws Exception {
    try (EmbeddedRegistry registry = start(bearer(Optional.empty()));
        RawClient client = new RawClient(registry)) {
      registry.contents().put("a", new SampleImages(3).docker(1), "v1");
      String[] pull = authorization(token(client, "scope=repository:a:pull"));
      assertEquals(200, client.get("/v2/a/manifests/v1", pull).statusCode());
      assertEquals(200, client.get("/v2/", pull).statusCode());
      assertEquals(401, client.get("/v2/b/tags/list", pull).statusCode());
      HttpResponse<byte[]> push = client.send("POST", "/v2/a/blobs/uploads/", NOTHING, pull);
      assertTrue(header(push, "WWW-Authenticate").endsWith(",error=\"insufficient_scope\""));
      assertEquals(401, client.send("DELETE", "/v2/a/manifests/v1", NOTHING, pull).statusCode());
    }
  }

  @Test
  void mountNeedsPullOnTheOtherRepositoryToo() throws Exception {
    try (EmbeddedRegistry registry = start(bearer(Optional.empty()));
        RawClient client = new RawClient(registry)) {
      registry.contents().putBlob("from", Digests.of(NOTHING), NOTHING);
      String mount = "/v2/to/blobs/uploads/?from=from&mount=" + Digests.of(NOTHING);
      String push = "scope=repository:to:push,pull";
      String[] one = authorization(token(client, push));
      assertEquals(401, client.send("POST", mount, NOTHING, one).statusCode());
      String[] both = authorization(token(client, push + "&scope=repository:from:pull"));
      assertEquals(201, client.send("POST", mount, NOTHING, both).statusCode());
    }
  }

  @Test
  void tokenExpires() throws Exception {
    try (EmbeddedRegistry registry = start(bearer(Optional.empty()));
        RawClient client = new RawClient(registry)) {
      String[] token = authorization(token(client, "service=any"));
      now.set(Instant.EPOCH.plusSeconds(59));
      assertEquals(200, client.get("/v2/", token).statusCode());
      now.set(Instant.EPOCH.plusSeconds(60));
      HttpResponse<byte[]> expired = client.get("/v2/", token);
      assertTrue(header(expired, "WWW-Authenticate").endsWith(",error=\"invalid_token\""));
    }
  }

  @Test
  void tokenEndpointMayWantAnAccount() throws Exception {
    try (EmbeddedRegistry registry = start(bearer(Optional.of(ALICE)));
        RawClient client = new RawClient(registry)) {
      assertEquals(401, client.get("/token?scope=repository:a:pull").statusCode());
      assertEquals(200, client.get("/token", "Authorization", BASIC).statusCode());
      assertEquals(405, client.send("POST", "/token", NOTHING).statusCode());
      assertEquals(1, registry.counts().authorized(Endpoint.TOKEN));
      assertEquals(3, registry.counts().of(Endpoint.TOKEN));
    }
  }

  private EmbeddedRegistry start(Challenge challenge) throws Exception {
    return EmbeddedRegistry.start(
        EmbeddedRegistryOptions.defaults().withChallenge(challenge).withClock(now::get));
  }

  private static Challenge bearer(Optional<Challenge.Account> account) {
    return new Challenge.Bearer(account, Duration.ofMinutes(1));
  }

  private static String token(RawClient client, String query) throws Exception {
    return RawClient.json(client.get("/token?" + query)).get("token").asText();
  }

  private static String[] authorization(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }
}
