package dev.reinstate.sandbox;

import static dev.reinstate.sandbox.RawClient.error;
import static dev.reinstate.sandbox.RawClient.header;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PushAndPullTest {

  private static final byte[] NOTHING = {};

  private final SampleImages images = new SampleImages(1);
  private EmbeddedRegistry registry;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    start(EmbeddedRegistryOptions.defaults());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    registry.close();
  }

  private void start(EmbeddedRegistryOptions options) throws Exception {
    registry = EmbeddedRegistry.start(options);
    client = new RawClient(registry);
  }

  private void restart(EmbeddedRegistryOptions options) throws Exception {
    stop();
    start(options);
  }

  @Test
  void imagePushedOverHttpReadsBackByteForByte() throws Exception {
    SampleImage image = images.oci(1000, 2000);
    push("a/b", image, "v1");

    HttpResponse<byte[]> byTag = client.get("/v2/a/b/manifests/v1");
    assertArrayEquals(image.manifest().bytes(), byTag.body());
    assertEquals(MediaTypes.OCI_MANIFEST, header(byTag, "Content-Type"));
    assertEquals(image.digest().toString(), header(byTag, "Docker-Content-Digest"));
    for (Map.Entry<DescriptorDigest, byte[]> blob : image.blobs().entrySet()) {
      assertArrayEquals(blob.getValue(), client.get("/v2/a/b/blobs/" + blob.getKey()).body());
    }
  }

  @Test
  void headTellsLengthAndDigestWithoutABody() throws Exception {
    SampleImage image = images.docker(10);
    registry.contents().put("a", image, "v1");
    HttpResponse<byte[]> head = client.send("HEAD", "/v2/a/manifests/" + image.digest(), NOTHING);
    assertEquals(200, head.statusCode());
    assertEquals("" + image.manifest().bytes().length, header(head, "Content-Length"));
    assertEquals(image.digest().toString(), header(head, "Docker-Content-Digest"));
    assertEquals(0, head.body().length);
  }

  @Test
  void signedSchema1KeepsThePayloadsDigest() throws Exception {
    SampleImage image = images.signedSchema1("library/old", "1", 100);
    push("library/old", image, "1");
    HttpResponse<byte[]> pulled = client.get("/v2/library/old/manifests/1");
    assertArrayEquals(image.manifest().bytes(), pulled.body());
    assertEquals(image.digest().toString(), header(pulled, "Docker-Content-Digest"));
    assertTrue(!Digests.of(pulled.body()).equals(image.digest()));
  }

  @Test
  void uploadInChunksMustContinueWhereItStands() throws Exception {
    byte[] blob = "0123456789".getBytes(StandardCharsets.UTF_8);
    String location = header(client.send("POST", "/v2/a/blobs/uploads/", NOTHING), "Location");
    HttpResponse<byte[]> first =
        client.send("PATCH", location, "01234".getBytes(StandardCharsets.UTF_8));
    assertEquals(202, first.statusCode());
    assertEquals("0-4", header(first, "Range"));

    byte[] rest = "56789".getBytes(StandardCharsets.UTF_8);
    HttpResponse<byte[]> gap = client.send("PATCH", location, rest, "Content-Range", "6-10");
    assertEquals(416, gap.statusCode());

    String completion = header(first, "Location") + "&digest=" + Digests.of(blob);
    assertEquals(201, client.send("PUT", completion, rest, "Content-Range", "5-9").statusCode());
    assertArrayEquals(blob, registry.contents().blob("a", Digests.of(blob)).orElseThrow());
  }

  @Test
  void monolithicRegistryTakesOneStreamedPartButNoChunks() throws Exception {
    restart(EmbeddedRegistryOptions.defaults().without(Feature.CHUNKED_UPLOADS));
    byte[] blob = "0123456789".getBytes(StandardCharsets.UTF_8);
    String location = header(client.send("POST", "/v2/a/blobs/uploads/", NOTHING), "Location");
    HttpResponse<byte[]> chunk = client.send("PATCH", location, blob, "Content-Range", "0-9");
    assertEquals(400, chunk.statusCode());
    assertEquals("UNSUPPORTED", error(chunk));

    assertEquals(202, client.send("PATCH", location, blob).statusCode());
    String completion = location + "&digest=" + Digests.of(blob);
    assertEquals(201, client.send("PUT", completion, NOTHING).statusCode());
  }

  @Test
  void blobThatIsNotItsDigestIsRefused() throws Exception {
    restart(EmbeddedRegistryOptions.defaults().with(Feature.SINGLE_POST));
    String wrong = "/v2/a/blobs/uploads/?digest=" + Digests.of(NOTHING);
    HttpResponse<byte[]> response = client.send("POST", wrong, new byte[] {1});
    assertEquals(400, response.statusCode());
    assertEquals("DIGEST_INVALID", error(response));
    assertTrue(registry.contents().state().isEmpty());
  }

  @Test
  void blobThatComesAlongIsPassedOverWhereThatIsNotKnown() throws Exception {
    byte[] blob = {1};
    String along = "/v2/a/blobs/uploads/?digest=" + Digests.of(blob);
    assertEquals(202, client.send("POST", along, blob).statusCode());
    assertEquals(Optional.empty(), registry.contents().blob("a", Digests.of(blob)));
  }

  @Test
  void mountTakesABlobFromAnotherRepositoryOrOpensAnUpload() throws Exception {
    byte[] blob = {1, 2, 3};
    DescriptorDigest digest = Digests.of(blob);
    registry.contents().putBlob("from", digest, blob);
    String mount = "/v2/to/blobs/uploads/?mount=" + digest + "&from=";

    HttpResponse<byte[]> absent = client.send("POST", mount + "elsewhere", NOTHING);
    assertEquals(202, absent.statusCode());
    assertEquals(Optional.empty(), registry.contents().blob("to", digest));

    HttpResponse<byte[]> mounted = client.send("POST", mount + "from", NOTHING);
    assertEquals(201, mounted.statusCode());
    assertEquals("/v2/to/blobs/" + digest, header(mounted, "Location"));
    assertArrayEquals(blob, registry.contents().blob("to", digest).orElseThrow());
  }

  @Test
  void registryWithoutMountsAlwaysOpensAnUpload() throws Exception {
    restart(
        EmbeddedRegistryOptions.defaults()
            .without(Feature.MOUNTS)
            .with(Feature.ABSOLUTE_LOCATIONS));
    byte[] blob = {1, 2, 3};
    registry.contents().putBlob("from", Digests.of(blob), blob);
    String mount = "/v2/to/blobs/uploads/?from=from&mount=" + Digests.of(blob);
    HttpResponse<byte[]> opened = client.send("POST", mount, NOTHING);
    assertEquals(202, opened.statusCode());
    String location = header(opened, "Location");
    assertTrue(location.startsWith("http://" + registry.host() + "/v2/to/blobs/uploads/"));
    String completion = location + "&digest=" + Digests.of(blob);
    assertEquals(201, client.send("PUT", completion, blob).statusCode());
  }

  @Test
  void strictRegistryNamesEveryReferenceItMisses() throws Exception {
    restart(EmbeddedRegistryOptions.defaults().with(Feature.STRICT_REFERENCES));
    SampleImage image = images.docker(10, 20);
    HttpResponse<byte[]> refused = putManifest("a", "v1", image.manifest());
    assertEquals(400, refused.statusCode());
    assertEquals("MANIFEST_BLOB_UNKNOWN", error(refused));
    assertEquals(
        image.blobs().keySet().stream().map(DescriptorDigest::toString).toList(),
        RawClient.json(refused).path("errors").findValuesAsText("digest"));

    push("a", image, "v1");
    assertEquals(Optional.of(image.digest()), registry.contents().resolve("a", "v1"));
    SampleImage list = images.dockerList(image, images.docker(5));
    assertEquals("MANIFEST_BLOB_UNKNOWN", error(putManifest("a", "v2", list.manifest())));
  }

  @Test
  void strictRegistryDoesNotAskForForeignLayersOrSubjects() throws Exception {
    restart(EmbeddedRegistryOptions.defaults().with(Feature.STRICT_REFERENCES));
    push("a", images.foreignLayer(10, 20), "foreign");
    push("a", images.referrer(images.oci(1), "application/x", 5), "referrer");
  }

  @Test
  void immutableTagMayBePushedAgainButNotMoved() throws Exception {
    restart(EmbeddedRegistryOptions.defaults().with(Feature.IMMUTABLE_TAGS));
    SampleImage image = images.docker(10);
    push("a", image, "v1");
    push("a", image, "v1");
    HttpResponse<byte[]> moved = putManifest("a", "v1", images.docker(11).manifest());
    assertEquals(403, moved.statusCode());
    assertEquals("DENIED", error(moved));
    assertEquals(403, client.send("DELETE", "/v2/a/manifests/v1", NOTHING).statusCode());
    assertEquals(Optional.of(image.digest()), registry.contents().resolve("a", "v1"));
  }

  @Test
  void deletingATagKeepsTheImageAndDeletingTheImageTakesItsTags() throws Exception {
    SampleImage image = images.docker(10);
    registry.contents().put("a", image, "v1", "v2");
    assertEquals(202, client.send("DELETE", "/v2/a/manifests/v1", NOTHING).statusCode());
    assertEquals(200, client.get("/v2/a/manifests/v2").statusCode());
    String byDigest = "/v2/a/manifests/" + image.digest();
    assertEquals(202, client.send("DELETE", byDigest, NOTHING).statusCode());
    assertEquals("MANIFEST_UNKNOWN", error(client.get("/v2/a/manifests/v2")));
    assertEquals(404, client.send("DELETE", byDigest, NOTHING).statusCode());
    for (DescriptorDigest blob : image.blobs().keySet()) {
      assertEquals(202, client.send("DELETE", "/v2/a/blobs/" + blob, NOTHING).statusCode());
    }
    assertTrue(registry.contents().state().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /v2/UPPER/manifests/v1,               400, NAME_INVALID",
    "GET,    /v2/a/../b/tags/list,                 400, NAME_INVALID",
    "GET,    /v2/a/manifests/sha256:abc,           400, DIGEST_INVALID",
    "GET,    /v2/a/manifests/none,                 404, MANIFEST_UNKNOWN",
    "GET,    /v2/a/blobs/nonsense,                 400, DIGEST_INVALID",
    "PATCH,  /v2/a/blobs/uploads/99,               404, BLOB_UPLOAD_UNKNOWN",
    "POST,   /v2/a/manifests/v1,                   405, UNSUPPORTED",
    "PUT,    /v2/a/tags/list,                      405, UNSUPPORTED",
    "GET,    /v1/search,                           404, UNSUPPORTED",
    "GET,    /v2/a/tags/list,                      404, NAME_UNKNOWN",
  })
  void refusalsCarryTheSpecsStatusAndCode(String method, String path, int status, String code)
      throws Exception {
    HttpResponse<byte[]> response = client.send(method, path, NOTHING);
    assertEquals(status, response.statusCode());
    assertEquals(code, error(response));
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"schemaVersion\":2', 400, MANIFEST_INVALID",
    "'[]',                   400, MANIFEST_INVALID",
    "'{\"mediaType\":\"application/other\"}',        400, MANIFEST_INVALID",
    "'{\"config\":{\"digest\":\"sha256:short\"}}',   400, MANIFEST_INVALID",
  })
  void invalidManifestsAreRefused(String body, int status, String code) throws Exception {
    HttpResponse<byte[]> response =
        client.send(
            "PUT",
            "/v2/a/manifests/v1",
            body.getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            MediaTypes.OCI_MANIFEST);
    assertEquals(status, response.statusCode());
    assertEquals(code, error(response));
    assertTrue(registry.contents().state().isEmpty());
  }

  @Test
  void manifestOverFourMebibytesIsTooLarge() throws Exception {
    byte[] large = new byte[4 * 1024 * 1024 + 1];
    HttpResponse<byte[]> response =
        client.send("PUT", "/v2/a/manifests/v1", large, "Content-Type", MediaTypes.OCI_MANIFEST);
    assertEquals(413, response.statusCode());
    assertEquals("SIZE_INVALID", error(response));
  }

  @Test
  void manifestUnderAnotherDigestIsRefused() throws Exception {
    HttpResponse<byte[]> response =
        putManifest("a", Digests.of(NOTHING).toString(), images.oci(1).manifest());
    assertEquals(400, response.statusCode());
    assertEquals("DIGEST_INVALID", error(response));
  }

  @Test
  void manifestTheClientDoesNotAcceptIsNotServed() throws Exception {
    registry.contents().put("a", images.oci(1), "v1");
    String path = "/v2/a/manifests/v1";
    assertEquals(404, client.get(path, "Accept", MediaTypes.DOCKER_MANIFEST).statusCode());
    String both = MediaTypes.DOCKER_MANIFEST + ", " + MediaTypes.OCI_MANIFEST + ";q=0.5";
    assertEquals(200, client.get(path, "Accept", both).statusCode());
  }

  private void push(String repository, SampleImage image, String tag) throws Exception {
    for (Map.Entry<DescriptorDigest, byte[]> blob : image.blobs().entrySet()) {
      String upload = "/v2/" + repository + "/blobs/uploads/";
      HttpResponse<byte[]> opened = client.send("POST", upload, NOTHING);
      assertEquals(202, opened.statusCode());
      String completion = header(opened, "Location") + "&digest=" + blob.getKey();
      assertEquals(201, client.send("PUT", completion, blob.getValue()).statusCode());
    }
    HttpResponse<byte[]> response = putManifest(repository, tag, image.manifest());
    assertEquals(201, response.statusCode());
    assertEquals(image.digest().toString(), header(response, "Docker-Content-Digest"));
  }

  private HttpResponse<byte[]> putManifest(String repository, String reference, Manifest manifest)
      throws Exception {
    return client.send(
        "PUT",
        "/v2/" + repository + "/manifests/" + reference,
        manifest.bytes(),
        "Content-Type",
        manifest.mediaType());
  }
}
