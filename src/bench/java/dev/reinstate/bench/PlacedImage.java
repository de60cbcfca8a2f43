package dev.reinstate.bench;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.sandbox.image.SampleImage;

/**
 * An image of a benchmark, without its bytes.
 *
 * @param name of its repository, below the path of a source or destination registry
 * @param blobs what its manifest refers to
 */
record PlacedImage(
    String name, String tag, DescriptorDigest digest, ImmutableList<DescriptorDigest> blobs) {

  static PlacedImage of(String name, String tag, SampleImage image) {
    return new PlacedImage(name, tag, image.digest(), image.blobs().keySet().asList());
  }
}
