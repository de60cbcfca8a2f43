package dev.reinstate.image;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.primitives.Bytes;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/** The digest a registry gives a manifest. */
final class ManifestDigest {

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
      JrsValue signature = Json.read(bytes).path("signatures").path(0);
      JrsValue header = Json.read(decode(signature.path("protected")));
      long length = JsonValues.number(header.path("formatLength"), -1);
      byte[] tail = decode(header.path("formatTail"));
      return length < 0 || length > bytes.length
          ? bytes
          : Bytes.concat(Arrays.copyOf(bytes, (int) length), tail);
    } catch (IOException | IllegalArgumentException e) {
      // Not signed after all: its plain hash will not match what was asked for, and is reported as
      // such.
      return bytes;
    }
  }

  private static byte[] decode(JrsValue text) {
    return Base64.getUrlDecoder().decode(JsonValues.text(text));
  }
}
