package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;

/**
 * Where a tag pointed when manifest and registry last agreed on it.
 *
 * @param managed whether a promoter manifest ever named it
 */
public record MergeBaseTag(DescriptorDigest digest, boolean managed) {}
