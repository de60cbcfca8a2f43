package dev.reinstate.sandbox.answer;

import static dev.reinstate.sandbox.RawClient.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.RawClient;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ImageInventoryTest {

  private static final String PARENT = "projects/prod/locations/us/repositories/images";
  private static final String URL = "/v1/" + PARENT + "/dockerImages";

  private final SampleImages samples = new SampleImages(4);
  private EmbeddedRegistry registry;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    registry =
        EmbeddedRegistry.start(
            EmbeddedRegistryOptions.defaults()
                .with(Feature.IMAGE_INVENTORY)
                .withClock(() -> Instant.ofEpochSecond(1)));
    client = new RawClient(registry);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    registry.close();
  }

  @Test
  void imagesOfEveryRepositoryBelowAreListedWithAndWithoutTags() throws Exception {
    SampleImage pause = samples.docker(10);
    SampleImage proxy = samples.oci(10);
    registry.contents().put("prod/images/k8s/pause", pause, "3.9", "latest");
    registry.contents().put("prod/images/proxy", proxy);
    registry.contents().put("prod/images-other/proxy", proxy);
    registry.contents().put("prod/other", proxy);

    JsonNode body = json(client.get(URL));
    assertEquals(2, body.get("dockerImages").size());
    JsonNode row = body.get("dockerImages").get(0);
    assertEquals(
        PARENT + "/dockerImages/k8s%2Fpause%40sha256%3A" + pause.digest().getHash(),
        row.get("name").asText());
    assertEquals(
        "us-docker.pkg.dev/prod/images/k8s/pause@" + pause.digest(), row.get("uri").asText());
    assertEquals("[\"3.9\",\"latest\"]", row.get("tags").toString());
    assertEquals(pause.manifest().mediaType(), row.get("mediaType").asText());
    assertEquals("1970-01-01T00:00:01Z", row.get("uploadTime").asText());
    assertFalse(body.get("dockerImages").get(1).has("tags"));
    assertFalse(body.has("nextPageToken"));
    assertEquals(1, registry.counts().of(Endpoint.DOCKER_IMAGES));
  }

  @Test
  void pagesFollowEachOtherWhateverIsDeletedMeanwhile() throws Exception {
    for (String name : ImmutableList.of("a", "a/b", "a-b", "c", "d")) {
      registry.contents().put("prod/images/" + name, samples.docker(10), "v1");
      registry.contents().put("prod/images/" + name, samples.docker(10), "v2");
    }
    List<String> uris = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      JsonNode page = json(client.get(URL + "?pageSize=3&pageToken=" + token));
      page.get("dockerImages").forEach(row -> uris.add(row.get("uri").asText()));
      registry
          .contents()
          .state()
          .get("prod/images/a")
          .images()
          .forEach(image -> registry.contents().deleteManifest("prod/images/a", image));
      token = page.path("nextPageToken").asText();
      pages++;
    } while (!token.isEmpty());

    assertEquals(4, pages);
    assertEquals(10, uris.size());
    assertEquals(10, uris.stream().distinct().count());
  }

  @Test
  void whatCannotBeAnsweredIsAnErrorOfGooglesKind() throws Exception {
    assertEquals(404, client.get(URL).statusCode());
    assertEquals("NOT_FOUND", json(client.get(URL)).path("error").path("status").asText());
    registry.contents().put("prod/images/pause", samples.docker(10));
    for (String query : ImmutableList.of("pageSize=many", "pageSize=-1", "pageToken=$")) {
      JsonNode error = json(client.get(URL + "?" + query)).path("error");
      assertEquals(400, error.path("code").asInt(), query);
    }
  }

  @Test
  void onlyRegistriesWithTheFeatureKnowTheApi() throws Exception {
    try (EmbeddedRegistry plain = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
        RawClient other = new RawClient(plain)) {
      plain.contents().put("prod/images/pause", samples.docker(10));
      assertEquals(404, other.get(URL).statusCode());
    }
  }
}
