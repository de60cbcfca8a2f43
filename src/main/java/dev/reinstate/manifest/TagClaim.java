package dev.reinstate.manifest;

import com.google.cloud.tools.jib.api.DescriptorDigest;

/** A manifest says that a tag names an image. */
public record TagClaim(Location location, String tag, DescriptorDigest digest) {}
