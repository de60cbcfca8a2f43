package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.address.GoogleHosts;
import dev.reinstate.registry.endpoint.AskDistribution;
import dev.reinstate.registry.endpoint.RegistryCaller;
import java.io.IOException;

/**
 * Hosts whose registry is of a kind that refuses a manifest whose blobs it lacks. That cannot be
 * tried out without writing what nobody wants, so it goes by what is known of the kind.
 *
 * <ul>
 *   <li>Artifact Registry, which also serves gcr.io: {@code BLOB_UNKNOWN: Manifest references
 *       unknown blob(s)}, https://github.com/cloudfoundry/korifi/issues/2381
 *   <li>CNCF distribution, which Harbor and others are made of: {@code MANIFEST_BLOB_UNKNOWN},
 *       https://github.com/distribution/distribution/pull/3395
 * </ul>
 *
 * <p>Registries of other kinds need not: https://github.com/getnora-io/nora/issues/652 took
 * anything, and go-containerregistry's own looks for the children of an index but not for blobs.
 */
final class BlobCheckingHosts {

  private final RegistryCaller caller;
  private final SingleFlight<String, Boolean, IOException> kinds =
      new SingleFlight<>(IOException.class);

  BlobCheckingHosts(RegistryCaller caller) {
    this.caller = caller;
  }

  /**
   * Whether the repository is on one; what cannot be found out is none.
   *
   * @param absent a manifest that the repository is believed to lack
   */
  boolean has(Repository repository, DescriptorDigest absent) {
    String host = caller.address(repository).host();
    if (GoogleHosts.contains(host)) {
      return true;
    }
    try {
      return kinds.get(
          host, () -> caller.call(repository, new AskDistribution(repository(repository), absent)));
    } catch (IOException e) {
      return false;
    }
  }

  private String repository(Repository named) {
    return caller.address(named).path();
  }
}
