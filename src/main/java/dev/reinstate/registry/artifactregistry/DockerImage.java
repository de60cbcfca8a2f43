package dev.reinstate.registry.artifactregistry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;

/**
 * An image as Artifact Registry's API lists it.
 *
 * @param path of its repository, below the host
 * @param tags not checked
 */
record DockerImage(String path, DescriptorDigest digest, ImmutableList<String> tags) {}
