package dev.reinstate.sandbox.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Manifest;

/**
 * A generated image.
 *
 * @param blobs what a registry must hold for the manifest itself; foreign layers are not among them
 * @param children the images of an index
 */
public record SampleImage(
    Manifest manifest,
    ImmutableMap<DescriptorDigest, byte[]> blobs,
    ImmutableList<SampleImage> children) {

  public DescriptorDigest digest() {
    return manifest.digest();
  }

  /** The tag cosign gives the signature of this image: {@code sha256-<hex>.sig}. */
  public String signatureTag() {
    return "sha256-" + digest().getHash() + ".sig";
  }
}
