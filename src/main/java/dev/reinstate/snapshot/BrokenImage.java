package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;

/**
 * A live image that the snapshot does not hold whole, or one that it has lost.
 *
 * @param reason what could not be read, for a human
 * @param lost whether an earlier snapshot held it
 */
public record BrokenImage(
    Repository repository, DescriptorDigest digest, String reason, boolean lost) {

  public BrokenImage(Repository repository, DescriptorDigest digest, String reason) {
    this(repository, digest, reason, /* lost= */ false);
  }
}
