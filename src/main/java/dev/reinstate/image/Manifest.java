package dev.reinstate.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.Arrays;
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
    return new Manifest(ManifestDigest.of(mediaType, bytes), mediaType, bytes);
  }

  /** Whether the bytes hash to the digest, by the rule of the media type. */
  public boolean matchesDigest() {
    return ManifestDigest.of(mediaType, bytes).equals(digest);
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
