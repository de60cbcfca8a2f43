package dev.reinstate.scrub;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import java.util.Optional;

/** Manifests that a snapshot holds. */
public interface StoredManifests {

  /** Without a snapshot. */
  StoredManifests NONE = (digest, content) -> Optional.empty();

  /**
   * The manifest; empty when the snapshot cannot give it as it was.
   *
   * @param content where its bytes are
   */
  Optional<Manifest> find(DescriptorDigest digest, Descriptor content);
}
