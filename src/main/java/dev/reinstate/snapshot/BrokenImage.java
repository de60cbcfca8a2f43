package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;

/**
 * A live image that the snapshot does not hold whole.
 *
 * @param reason what could not be read, for a human
 */
public record BrokenImage(Repository repository, DescriptorDigest digest, String reason) {}
