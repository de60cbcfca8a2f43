package dev.reinstate.sandbox.content;

import static dev.reinstate.sandbox.RawClient.error;
import static dev.reinstate.sandbox.RawClient.header;
import static dev.reinstate.sandbox.RawClient.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.RawClient;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ListingStyleTest {

  private final SampleImages images = new SampleImages(2);

  @Test
  void googleListingTellsManifestsTagsAndChildrenAtOnce() throws Exception {
    EmbeddedRegistryOptions options =
        EmbeddedRegistryOptions.defaults().withClock(() -> Instant.ofEpochMilli(1234));
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(options);
        RawClient client = new RawClient(registry)) {
      SampleImage tagged = images.docker(100);
      SampleImage untagged = images.oci(100);
      registry.contents().put("p", tagged, "b", "a");
      registry.contents().put("p", untagged);
      registry.contents().put("p/x/deep", untagged);
      registry.contents().put("p/y", untagged);
      registry.contents().put("p-other", untagged);

      JsonNode listing = json(client.get("/v2/p/tags/list?n=1"));
      assertEquals(tree("['x','y']"), listing.get("child"));
      assertEquals(tree("['a','b']"), listing.get("tags"));
      assertEquals("p", listing.get("name").asText());
      assertEquals(2, listing.get("manifest").size());
      JsonNode entry = listing.get("manifest").get(tagged.digest().toString());
      assertEquals(tree("['a','b']"), entry.get("tag"));
      assertEquals(MediaTypes.DOCKER_MANIFEST, entry.get("mediaType").asText());
      assertEquals(tree("'1234'"), entry.get("timeUploadedMs"));
      assertTrue(entry.get("imageSizeBytes").isTextual());
      assertEquals(
          tree("[]"), listing.get("manifest").get(untagged.digest().toString()).get("tag"));
      assertEquals(tree("['deep']"), json(client.get("/v2/p/x/tags/list")).get("child"));
    }
  }

  @Test
  void deletedRepositoryIsUnknown() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
        RawClient client = new RawClient(registry)) {
      SampleImage image = images.docker(1);
      registry.contents().put("a", image, "v1");
      registry.contents().deleteBlobsOf("a", image.digest());
      assertEquals(200, client.get("/v2/a/tags/list").statusCode());
      assertTrue(registry.contents().deleteManifest("a", image.digest()));
      assertEquals("NAME_UNKNOWN", error(client.get("/v2/a/tags/list")));
    }
  }

  @Test
  void ociListingPagesThroughSortedTags() throws Exception {
    EmbeddedRegistryOptions options =
        EmbeddedRegistryOptions.defaults().withListing(ListingStyle.OCI).withPageSize(3);
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(options);
        RawClient client = new RawClient(registry)) {
      SampleImage image = images.docker(1);
      registry.contents().put("a", image);
      List<String> tags = IntStream.range(0, 8).mapToObj(i -> "v" + i).toList();
      tags.reversed().forEach(tag -> registry.contents().tag("a", tag, image.digest()));

      assertEquals(tags, follow(client, "/v2/a/tags/list", 3));
      assertEquals(tags, follow(client, "/v2/a/tags/list?n=100", 3));
      assertEquals(tags, follow(client, "/v2/a/tags/list?n=2", 4));
      assertEquals(tags.subList(6, 8), follow(client, "/v2/a/tags/list?last=v5", 1));
      assertEquals(List.of(), follow(client, "/v2/a/tags/list?n=0", 1));
      assertEquals(400, client.get("/v2/a/tags/list?n=-1").statusCode());
    }
  }

  @Test
  void referrersAreFoundBySubjectAndFilteredByType() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
        RawClient client = new RawClient(registry)) {
      SampleImage subject = images.oci(1);
      SampleImage sbom = images.referrer(subject, "application/sbom", 10);
      SampleImage proof = images.referrer(subject, "application/proof", 10);
      String path = "/v2/a/referrers/" + subject.digest();
      assertEquals(0, json(client.get(path)).get("manifests").size());

      registry.contents().put("a", sbom);
      HttpResponse<byte[]> pushed =
          client.send(
              "PUT",
              "/v2/a/manifests/" + proof.digest(),
              proof.manifest().bytes(),
              "Content-Type",
              MediaTypes.OCI_MANIFEST);
      assertEquals(subject.digest().toString(), header(pushed, "OCI-Subject"));

      HttpResponse<byte[]> all = client.get(path);
      assertEquals(MediaTypes.OCI_INDEX, header(all, "Content-Type"));
      assertEquals(
          List.of(sbom.digest().toString(), proof.digest().toString()),
          json(all).get("manifests").findValuesAsText("digest"));
      HttpResponse<byte[]> filtered = client.get(path + "?artifactType=application%2Fproof");
      assertEquals("artifactType", header(filtered, "OCI-Filters-Applied"));
      assertEquals(
          List.of(proof.digest().toString()),
          json(filtered).get("manifests").findValuesAsText("digest"));
    }
  }

  @Test
  void referrersArePagedWithinTheirType() throws Exception {
    EmbeddedRegistryOptions options = EmbeddedRegistryOptions.defaults().withPageSize(2);
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(options);
        RawClient client = new RawClient(registry)) {
      SampleImage subject = images.oci(1);
      List<String> sboms = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        SampleImage sbom = images.referrer(subject, "application/sbom", 10);
        registry.contents().put("a", sbom);
        registry.contents().put("a", images.referrer(subject, "application/proof", 10));
        sboms.add(sbom.digest().toString());
      }
      String first = "/v2/a/referrers/" + subject.digest();
      assertEquals(10, follow(client, first, 5, "manifests", "digest").size());
      assertEquals(
          sboms,
          follow(client, first + "?artifactType=application%2Fsbom", 3, "manifests", "digest"));
    }
  }

  @Test
  void registryWithoutReferrersAnswersNotFound() throws Exception {
    EmbeddedRegistryOptions options = EmbeddedRegistryOptions.defaults().without(Feature.REFERRERS);
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(options);
        RawClient client = new RawClient(registry)) {
      String path = "/v2/a/referrers/" + images.oci(1).digest();
      assertEquals(404, client.get(path).statusCode());
    }
  }

  /** All tags, page by page; fails unless it takes the expected number of pages. */
  private static List<String> follow(RawClient client, String first, int pages) throws Exception {
    return follow(client, first, pages, "tags", "");
  }

  /**
   * The same of any list.
   *
   * @param field of each entry; empty when the entries are texts
   */
  private static List<String> follow(
      RawClient client, String first, int pages, String list, String field) throws Exception {
    List<String> entries = new ArrayList<>();
    String next = first;
    int seen = 0;
    while (!next.isEmpty()) {
      HttpResponse<byte[]> page = client.get(next);
      assertEquals(200, page.statusCode());
      json(page)
          .get(list)
          .forEach(each -> entries.add((field.isEmpty() ? each : each.get(field)).asText()));
      seen++;
      String link = header(page, "Link");
      next = link.isEmpty() ? "" : Splitter.on('>').splitToList(link).get(0).substring(1);
    }
    assertEquals(pages, seen);
    return entries;
  }

  private static JsonNode tree(String json) throws Exception {
    return new ObjectMapper().readTree(json.replace('\'', '"'));
  }
}
