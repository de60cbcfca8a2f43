package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;
import java.util.Optional;

/**
 * What happened in a registry. At least one of digest and tag is there; an insertion always has a
 * digest.
 */
public record RegistryEvent(
    Action action, Repository repository, Optional<DescriptorDigest> digest, Optional<String> tag) {

  /** What a registry did. */
  public enum Action {
    INSERT,
    DELETE
  }
}
