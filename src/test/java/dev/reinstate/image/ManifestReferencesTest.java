package dev.reinstate.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestReferencesTest {

  private static final DescriptorDigest A = Digests.of("a".getBytes(UTF_8));
  private static final DescriptorDigest B = Digests.of("b".getBytes(UTF_8));
  private static final DescriptorDigest C = Digests.of("c".getBytes(UTF_8));
  private static final ManifestReferences NONE = blobs();

  @Test
  void blobsAreConfigLayersAndArtifactBlobsEachOnceInWhateverOrderTheyStand() throws IOException {
    assertEquals(
        blobs(new Descriptor("c", A, 1), new Descriptor("l", B, 2), new Descriptor("b", C, 3)),
        read(
            """
            {"blobs": [{"mediaType": "b", "digest": "%3$s", "size": 3}],
             "layers": [{"mediaType": "l", "digest": "%2$s", "size": 2},
                        {"size": 2, "digest": "%2$s", "mediaType": "l"}],
             "schemaVersion": 2,
             "config": {"mediaType": "c", "digest": "%1$s", "size": 1}}
            """));
  }

  @Test
  void anIndexHasChildrenAndAReferrerASubject() throws IOException {
    assertEquals(
        new ManifestReferences(
            ImmutableList.of(),
            ImmutableList.of(new Descriptor("m", B, 5), new Descriptor("m", A, 4)),
            Optional.of(C)),
        read(
            """
            {"subject": {"digest": "%3$s"},
             "manifests": [{"mediaType": "m", "digest": "%2$s", "size": 5, "platform": {"os": "linux"}},
                           {"mediaType": "m", "digest": "%1$s", "size": 4}]}
            """));
  }

  @Test
  void whatIsUnknownIsPassedOver() throws IOException {
    assertEquals(
        blobs(new Descriptor("c", A, 1)),
        read(
            """
            {"layer": [{"digest": "no"}], "more": {"layers": [{"digest": "no"}], "config": [[{}]]},
             "config": {"annotations": {"digest": "no", "x": [1, [2, {"size": 3}]]},
                        "mediaType": "c", "urls": ["u"], "digest": "%1$s", "size": 1, "data": null},
             "annotations": {"subject": "no"}, "n": 1.5e3, "t": true}
            """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"layers\":null,\"blobs\":null,\"manifests\":null,\"subject\":null}",
        "{\"layers\":[],\"blobs\":[],\"manifests\":[]}",
        "{\"layers\":{},\"manifests\":{}}",
        "{\"layers\":\"%1$s\",\"blobs\":7,\"manifests\":true}",
        "{\"fsLayers\":[{\"blobSum\":\"no\"}]}",
        "{} and more",
      })
  void noneAreNone(String json) throws IOException {
    assertEquals(NONE, read(json));
  }

  @Test
  void theMembersOfAnObjectPassForAnArray() throws IOException {
    assertEquals(
        blobs(new Descriptor("", A, -1), new Descriptor("", B, -1)),
        read("{\"layers\":{\"0\":{\"digest\":\"%1$s\"},\"1\":{\"digest\":\"%2$s\"}}}"));
  }

  @Test
  void ofTwoMembersOfOneNameTheLaterCounts() throws IOException {
    assertEquals(
        new ManifestReferences(
            ImmutableList.of(new Descriptor("x", A, 2)), ImmutableList.of(), Optional.empty()),
        read(
            """
            {"layers": [{"digest": "no"}], "subject": {"digest": "no"}, "manifests": [{"digest": "no"}],
             "layers": [{"size": 1, "digest": "no", "mediaType": "x", "size": 2, "digest": "%1$s"}],
             "manifests": [], "subject": null}
            """));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "12, 12",
        "\"12\", 12",
        "\" 12 \", 12",
        "12.9, 12",
        "9007199254740993, 9007199254740993",
        "\"x\", -1",
        "null, -1",
        "[12], -1",
        "{\"size\":12}, -1",
        "-5, -5",
      })
  void sizeIsTakenFromWhateverSaysANumber(String size, long expected) throws IOException {
    assertEquals(
        blobs(new Descriptor("m", A, expected)),
        read("{\"layers\":[{\"mediaType\":\"m\",\"digest\":\"%1$s\",\"size\":" + size + "}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"7, 7", "true, true", "1.50, 1.5", "null, ``", "[\"m\"], ``", "{\"m\":1}, ``"})
  void mediaTypeIsAnyScalarAsText(String type, String expected) throws IOException {
    assertEquals(
        blobs(new Descriptor(expected, A, -1)),
        read("{\"layers\":[{\"mediaType\":" + type + ",\"digest\":\"%1$s\"}]}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"config\":null}",
        "{\"config\":{}}",
        "{\"config\":\"%1$s\"}",
        "{\"config\":[{\"digest\":\"%1$s\"}]}",
        "{\"layers\":[null]}",
        "{\"layers\":[\"%1$s\"]}",
        "{\"layers\":[[{\"digest\":\"%1$s\"}]]}",
        "{\"layers\":{\"digest\":\"%1$s\"}}",
        "{\"blobs\":[{\"digest\":null}]}",
        "{\"manifests\":[{\"digest\":7}]}",
        "{\"subject\":{\"digest\":\"sha512:abc\"}}",
        "{\"subject\":\"%1$s\"}",
      })
  void aReferenceWithoutAValidDigestIsRefused(String json) {
    IOException e = assertThrows(IOException.class, () -> read(json));
    assertTrue(
        e.getMessage().matches("manifest sha256:[0-9a-f]{64}: invalid digest '.*'"),
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "null", "[]", "[{\"layers\":[]}]", "\"layers\"", "7", "true"})
  void whatIsNoObjectIsRefused(String json) {
    IOException e = assertThrows(IOException.class, () -> read(json));
    assertTrue(e.getMessage().endsWith(" is not a JSON object"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "{\"layers\":[", "{\"x\":[}", "<html>", "{'layers':[]}", "{\"x\":NaN}", "\0"})
  void whatIsNoJsonIsRefused(String json) {
    assertThrows(IOException.class, () -> read(json));
  }

  @Test
  void depthAndNumberOfTokensAreBounded() throws IOException {
    assertEquals(NONE, read("{\"x\":" + "[".repeat(63) + "]".repeat(63) + "}"));
    assertRefused("{\"x\":" + "[".repeat(64) + "]".repeat(64) + "}", "depth");
    assertEquals(NONE, read("{\"x\":[" + "0,".repeat(499_000) + "0]}"));
    assertRefused("{\"x\":[" + "0,".repeat(500_000) + "0]}", "oken");
  }

  @ParameterizedTest
  @ValueSource(strings = {MediaTypes.DOCKER_SCHEMA1, MediaTypes.DOCKER_SCHEMA1_SIGNED})
  void schema1HasLayersOfUnknownSizeAndNothingElse(String mediaType) throws IOException {
    assertEquals(
        blobs(
            new Descriptor("application/octet-stream", A, Descriptor.UNKNOWN_SIZE),
            new Descriptor("application/octet-stream", B, Descriptor.UNKNOWN_SIZE)),
        read(
            mediaType,
            """
            {"config": {"digest": "no"}, "layers": [{"digest": "no"}], "subject": {"digest": "no"},
             "history": [{"v1Compatibility": "{\\"fsLayers\\": 1}"}],
             "fsLayers": [{"blobSum": "%1$s", "size": 7}, {"blobSum": "%2$s"}, {"blobSum": "%1$s"}],
             "signatures": [{"header": {"jwk": {"x": [1]}}}]}
            """));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"fsLayers\":null}", "{\"fsLayers\":[]}", "{\"fsLayers\":\"x\"}"})
  void schema1WithoutLayersHasNone(String json) throws IOException {
    assertEquals(NONE, read(MediaTypes.DOCKER_SCHEMA1, json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "{}", "\"%1$s\"", "{\"blobSum\":null}", "{\"blobSum\":[\"%1$s\"]}"})
  void schema1LayerWithoutAValidDigestIsRefused(String layer) {
    IOException e =
        assertThrows(
            IOException.class,
            () -> read(MediaTypes.DOCKER_SCHEMA1, "{\"fsLayers\":[" + layer + "]}"));
    assertTrue(e.getMessage().contains(": invalid digest '"), e.getMessage());
  }

  private static void assertRefused(String json, String why) {
    IOException e = assertThrows(IOException.class, () -> read(json));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  private static ManifestReferences blobs(Descriptor... blobs) {
    return new ManifestReferences(
        Stream.of(blobs).collect(ImmutableList.toImmutableList()),
        ImmutableList.of(),
        Optional.empty());
  }

  private static ManifestReferences read(String json) throws IOException {
    return read(MediaTypes.OCI_MANIFEST, json);
  }

  /**
   * Reads it.
   *
   * @param json in which {@code %1$s} and so on stand for the digests
   */
  private static ManifestReferences read(String mediaType, String json) throws IOException {
    return ManifestReferences.of(
        new Manifest(A, mediaType, String.format(json, A, B, C).getBytes(UTF_8)));
  }
}
