package dev.reinstate.inventory;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.reinstate.image.Manifest;
import java.util.Optional;

/**
 * Manifests that were fetched and will be wanted again, as many as 64 MiB hold; of others it lets
 * go. For any thread.
 */
public final class FetchedManifests {

  private static final long MOST_BYTES = 64L << 20;

  private final Cache<DescriptorDigest, Manifest> manifests =
      CacheBuilder.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((DescriptorDigest digest, Manifest manifest) -> manifest.bytes().length)
          .build();

  /** Empty when it was not fetched, or let go of. */
  public Optional<Manifest> find(DescriptorDigest digest) {
    return Optional.ofNullable(manifests.getIfPresent(digest));
  }

  /**
   * Keeps a manifest.
   *
   * @param manifest whose bytes were checked against its digest
   */
  public void add(Manifest manifest) {
    manifests.put(manifest.digest(), manifest);
  }
}
