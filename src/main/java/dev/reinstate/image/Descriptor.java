package dev.reinstate.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;

/**
 * What a manifest says of a blob or manifest it refers to.
 *
 * @param mediaType as declared; never null
 * @param size in bytes; {@link #UNKNOWN_SIZE} where a format does not declare it (Docker schema 1)
 */
public record Descriptor(String mediaType, DescriptorDigest digest, long size) {

  /** The size of a blob whose manifest does not declare one. */
  public static final long UNKNOWN_SIZE = -1;
}
