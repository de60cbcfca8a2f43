package dev.reinstate.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestDigestTest {

  private static final String PAYLOAD = "{\n  \"name\": \"pause\"\n}";
  private static final int SPLICED_AT = PAYLOAD.length() - 2;

  @Test
  void theDigestOfASignedManifestIsThatOfWhatWasSigned() {
    String header =
        "{\"x\":[{\"formatLength\":1}],\"formatLength\":%d,\"formatTail\":\"%s\",\"time\":\"2015\"}"
            .formatted(SPLICED_AT, base64("\n}"));
    assertDigest(PAYLOAD, signed("[{\"header\":{\"jwk\":{}},\"protected\":\"%s\"},7]", header));
  }

  @Test
  void withoutATailItEndsWhereTheSignatureBegins() {
    assertDigest(
        PAYLOAD.substring(0, SPLICED_AT),
        signed("[{\"protected\":\"%s\"}]", "{\"formatLength\":\"" + SPLICED_AT + "\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "x",
        "{\"formatTail\":\"Cn0\"}",
        "{\"formatLength\":-1,\"formatTail\":\"Cn0\"}",
        "{\"formatLength\":100000,\"formatTail\":\"Cn0\"}",
        "{\"formatLength\":null,\"formatTail\":\"Cn0\"}",
        "{\"formatLength\":3,\"formatTail\":\"=*=\"}",
      })
  void aHeaderThatDoesNotSayWhereLeavesThePlainDigest(String header) {
    String manifest = signed("[{\"protected\":\"%s\"}]", header);
    assertDigest(manifest, manifest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "7",
        "{\"0\":{\"protected\":\"%s\"}}",
        "[[{\"protected\":\"%s\"}]]",
        "[{\"protected\":[\"%s\"]}]",
        "[{\"protected\":\"*%s\"}]",
        "[{}, {\"protected\":\"%s\"}]",
        "[{\"protected\":\"%s\"",
      })
  void aManifestThatIsNotSignedHasThePlainDigest(String signatures) {
    String manifest = signed(signatures, "{\"formatLength\":3,\"formatTail\":\"Cn0\"}");
    assertDigest(manifest, manifest);
  }

  @Test
  void onlyTheSignedTypeHasSignatures() {
    String manifest = signed("[{\"protected\":\"%s\"}]", "{\"formatLength\":3}");
    assertEquals(
        Digests.of(manifest.getBytes(UTF_8)),
        Manifest.of(MediaTypes.DOCKER_SCHEMA1, manifest.getBytes(UTF_8)).digest());
  }

  private static void assertDigest(String of, String manifest) {
    assertEquals(
        Digests.of(of.getBytes(UTF_8)),
        Manifest.of(MediaTypes.DOCKER_SCHEMA1_SIGNED, manifest.getBytes(UTF_8)).digest());
  }

  /** The payload with signatures spliced in, in which {@code %s} stands for the header. */
  private static String signed(String signatures, String header) {
    return PAYLOAD.substring(0, SPLICED_AT)
        + ",\n  \"signatures\": "
        + signatures.replace("%s", base64(header))
        + PAYLOAD.substring(SPLICED_AT);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
