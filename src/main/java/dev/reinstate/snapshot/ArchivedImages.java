package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;

/**
 * Live images and everything they are made of, as the store holds them now.
 *
 * @param images by digest; none is marked managed, which differs by repository
 * @param problems why an image is not held whole
 */
record ArchivedImages(
    ImmutableMap<DescriptorDigest, AgreedImage> images,
    ImmutableMap<DescriptorDigest, String> problems) {}
