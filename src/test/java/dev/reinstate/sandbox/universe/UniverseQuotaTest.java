package dev.reinstate.sandbox.universe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much may be asked, and what is said of more. */
final class UniverseQuotaTest {

  private static final String ASIA = "asia-east1-docker.pkg.dev";
  private static final String CENTRAL = "us-central1-docker.pkg.dev";
  private static final String API = "artifactregistry.googleapis.com";
  private static final String OF_SERVICE =
      " of service 'artifactregistry.googleapis.com' for consumer 'project_number:555000111222'.";
  private static final String USER =
      "Quota exceeded for quota metric 'Requests per project per user' and limit"
          + " 'Requests per project per user per minute per user'"
          + OF_SERVICE;
  private static final String REGION =
      "Quota exceeded for quota metric 'Requests per project per region' and limit"
          + " 'Requests per project per region per minute per region'"
          + OF_SERVICE;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(119));
  @TempDir private Path directory;
  private Universe universe;

  private void start(int userQuota, int regionQuota) throws Exception {
    universe =
        new Universe(
            SmallUniverse.limited(
                SmallUniverse.options(SmallUniverse.manifests(directory), 2),
                userQuota,
                regionQuota,
                now::get));
  }

  @AfterEach
  void stop() throws Exception {
    universe.close();
  }

  private HttpResponse<String> ping(String host) throws Exception {
    return SmallUniverse.get(SmallUniverse.address(universe, host) + "/v2/");
  }

  private HttpResponse<String> inventory(String region) throws Exception {
    return SmallUniverse.get(
        SmallUniverse.address(universe, API)
            + "/v1/projects/k8s-artifacts-prod/locations/"
            + region
            + "/repositories/images/dockerImages");
  }

  @Test
  void theUsersIsOneOverAllRegionsTokensAndPagesOfTheApiToo() throws Exception {
    start(3, 60_000);
    assertEquals(401, ping(ASIA).statusCode());
    assertEquals(200, inventory("us-central1").statusCode());
    assertEquals(
        200, SmallUniverse.get(SmallUniverse.address(universe, CENTRAL) + "/token").statusCode());

    HttpResponse<String> docker = ping(CENTRAL);
    assertEquals(429, docker.statusCode());
    assertEquals(
        "TOOMANYREQUESTS", SmallUniverse.json(docker).at("/errors/0/code").asText(), docker.body());
    assertEquals(USER, SmallUniverse.json(docker).at("/errors/0/message").asText());

    HttpResponse<String> rest = inventory("asia-east1");
    assertEquals(429, rest.statusCode());
    assertEquals("RESOURCE_EXHAUSTED", SmallUniverse.json(rest).at("/error/status").asText());
    assertEquals(USER, SmallUniverse.json(rest).at("/error/message").asText());
    assertEquals(1, universe.counts().get(CENTRAL).refused());
    assertEquals(1, universe.counts().get(CENTRAL).tokens());
    assertEquals(1, universe.counts().get(API).refused());

    now.updateAndGet(time -> time.plus(Duration.ofSeconds(1)));
    assertEquals(401, ping(CENTRAL).statusCode(), "a new minute");
  }

  @Test
  void aRegionsIsItsOwn() throws Exception {
    start(5_000, 1);
    assertEquals(401, ping(ASIA).statusCode());
    HttpResponse<String> refused = inventory("asia-east1");
    assertEquals(REGION, SmallUniverse.json(refused).at("/error/message").asText());
    assertEquals(401, ping(CENTRAL).statusCode());
  }

  @Test
  void whatARegionRefusesCostsTheUserNothing() throws Exception {
    start(2, 1);
    assertEquals(401, ping(ASIA).statusCode());
    assertEquals(429, ping(ASIA).statusCode());
    assertEquals(401, ping(CENTRAL).statusCode());
  }

  @Test
  void aResetGivesTheMinuteBack() throws Exception {
    start(1, 60_000);
    assertEquals(401, ping(ASIA).statusCode());
    assertEquals(429, ping(ASIA).statusCode());
    universe.reset();
    assertEquals(401, ping(ASIA).statusCode());
  }

  @Test
  void theInventoryOfTheSourcesIsOfTheirOwnProject() throws Exception {
    start(1, 1);
    HttpResponse<String> staging = staging("us-central1");
    assertEquals(200, staging.statusCode(), staging.body());
    assertTrue(staging.body().contains("/k8s-staging-images/demo/many@sha256:"), staging.body());
    assertEquals(429, staging("us-central1").statusCode());
    assertEquals(404, staging("asia-east1").statusCode());
    assertEquals(200, inventory("us-central1").statusCode(), "production has its own");
  }

  private HttpResponse<String> staging(String region) throws Exception {
    return SmallUniverse.get(
        SmallUniverse.address(universe, API)
            + "/v1/projects/k8s-staging-images/locations/"
            + region
            + "/repositories/demo/dockerImages?pageSize=1000");
  }
}
