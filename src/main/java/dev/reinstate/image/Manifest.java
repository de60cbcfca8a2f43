package dev.reinstate.image;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.primitives.Bytes;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * A manifest as a registry keeps it: raw bytes that are never serialised again.
 *
 * @param digest the registry's name for it: the SHA-256 of the bytes, except for signed schema 1,
 *     where it is that of the signed payload
 * @param mediaType what the registry serves it as, and what it must be pushed as
 * @param bytes not copied; nobody changes them
 */
@SuppressWarnings("ArrayRecordComponent") // equality is overridden
public record Manifest(DescriptorDigest digest, String mediaType, byte[] bytes) {

  /** The manifest of these bytes, named by their own hash. */
  public static Manifest of(String mediaType, byte[] bytes) {
    return new Manifest(digest(mediaType, bytes), mediaType, bytes);
  }

  /** Whether the bytes hash to the digest, by the rule of the media type. */
  public boolean matchesDigest() {
    return digest(mediaType, bytes).equals(digest);
  }

  private static DescriptorDigest digest(String mediaType, byte[] bytes) {
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

  /** For where the bytes themselves are stored: their own SHA-256, also for signed schema 1. */
  public Descriptor contentDescriptor() {
    return new Descriptor(mediaType, Digests.of(bytes), bytes.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Manifest that
        && digest.equals(that.digest)
        && mediaType.equals(that.mediaType)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(digest, mediaType);
  }

  @Override
  public String toString() {
    return mediaType + " " + digest;
  }
}
