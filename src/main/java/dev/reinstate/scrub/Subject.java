package dev.reinstate.scrub;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;

/** An image that has to be whole, in its place. */
public record Subject(Repository repository, DescriptorDigest digest) {

  @Override
  public String toString() {
    return repository + "@" + digest;
  }
}
