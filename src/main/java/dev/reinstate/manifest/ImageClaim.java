package dev.reinstate.manifest;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;

/**
 * One line of a dmap: an image and its tags.
 *
 * @param tags each name once
 */
public record ImageClaim(
    Location location, DescriptorDigest digest, ImmutableList<TagClaim> tags) {}
