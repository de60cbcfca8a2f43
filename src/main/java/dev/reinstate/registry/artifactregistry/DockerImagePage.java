package dev.reinstate.registry.artifactregistry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;

/**
 * A page of images.
 *
 * @param nextPageToken empty on the last one
 */
record DockerImagePage(ImmutableList<Image> images, String nextPageToken) {
  /**
   * An image as Artifact Registry's API lists it.
   *
   * @param path of its repository, below the host
   * @param tags not checked
   */
  record Image(String path, DescriptorDigest digest, ImmutableList<String> tags) {}
}
