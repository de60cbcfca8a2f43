package dev.reinstate.sandbox.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;

/**
 * A generated blob and how a manifest describes it.
 *
 * @param diffId the digest of the uncompressed content
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SampleLayer(Descriptor descriptor, byte[] bytes, DescriptorDigest diffId) {

  static SampleLayer of(String mediaType, byte[] bytes, byte[] uncompressed) {
    Descriptor descriptor = new Descriptor(mediaType, Digests.of(bytes), bytes.length);
    return new SampleLayer(descriptor, bytes, Digests.of(uncompressed));
  }

  /** A blob that is not compressed. */
  static SampleLayer of(String mediaType, byte[] bytes) {
    return of(mediaType, bytes, bytes);
  }
}
