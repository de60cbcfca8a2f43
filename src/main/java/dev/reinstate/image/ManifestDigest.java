package dev.reinstate.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;

/** The digest a registry gives a manifest. */
final class ManifestDigest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ManifestDigest() {}

  static DescriptorDigest of(String mediaType, byte[] bytes) {
    return Digests.of(
        mediaType.equals(MediaTypes.DOCKER_SCHEMA1_SIGNED) ? signedPayload(bytes) : bytes);
  }

  /**
   * The bytes that a signed schema 1 manifest's signature covers. The signature was spliced into
   * the JSON; its protected header says at which byte, and what followed there before.
   *
   * <p>Source: https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-1.md,
   * "Signed Manifests".
   */
  private static byte[] signedPayload(byte[] bytes) {
    try {
      JsonNode signature = JSON.readTree(bytes).path("signatures").path(0);
      JsonNode header =
          JSON.readTree(Base64.getUrlDecoder().decode(signature.path("protected").asText()));
      int length = header.path("formatLength").asInt(-1);
      byte[] tail = Base64.getUrlDecoder().decode(header.path("formatTail").asText());
      if (length < 0 || length > bytes.length) {
        return bytes;
      }
      ByteArrayOutputStream payload = new ByteArrayOutputStream(length + tail.length);
      payload.write(bytes, 0, length);
      payload.writeBytes(tail);
      return payload.toByteArray();
    } catch (IOException | IllegalArgumentException e) {
      // Not signed after all: its plain hash will not match what was asked for, and is reported as
      // such.
      return bytes;
    }
  }
}
