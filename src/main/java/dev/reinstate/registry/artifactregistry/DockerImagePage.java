package dev.reinstate.registry.artifactregistry;

import com.google.common.collect.ImmutableList;

/**
 * A page of images.
 *
 * @param nextPageToken empty on the last one
 */
record DockerImagePage(ImmutableList<DockerImage> images, String nextPageToken) {}
