package dev.reinstate.inventory;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.Optional;

/**
 * Looks whether registries give what they list, byte for byte. Never throws for what a registry
 * does; each look is one request, unless it has to be made sure that something is not there.
 */
public interface ContentProbe {

  /** The manifest of this digest, by GET. */
  Probed<Manifest> manifest(Repository repository, DescriptorDigest digest);

  /** Whether the blob is there with its size, by HEAD where the registry answers that. */
  Probed<Descriptor> present(Repository repository, Descriptor blob);

  /** The same, and all its bytes hash to its digest. */
  Probed<Descriptor> bytes(Repository repository, Descriptor blob);

  /**
   * Where a tag points; empty when the registry does not have it.
   *
   * @throws IOException when the registry does not say
   */
  Optional<DescriptorDigest> resolve(Repository repository, String tag) throws IOException;
}
