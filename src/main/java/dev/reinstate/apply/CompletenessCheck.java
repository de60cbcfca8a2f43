package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a registry that took a manifest has its blobs too. A registry need not refuse a manifest
 * whose blobs it lacks, so the blobs of the first manifests a host takes are looked for, until it
 * is seen to refuse one.
 *
 * <p>Source:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests ("MAY
 * reject").
 */
final class CompletenessCheck {

  /** A host that took so many complete manifests is trusted to refuse incomplete ones. */
  private static final int TRUSTED_AFTER = 3;

  private final ImageWriter writer;
  private final ConcurrentMap<String, AtomicInteger> unproven = new ConcurrentHashMap<>();

  CompletenessCheck(ImageWriter writer) {
    this.writer = writer;
  }

  /** Notes that the host refused a manifest for want of what it refers to. */
  void sawRefusal(String host) {
    remaining(host).set(0);
  }

  /**
   * The blobs that are not there although the registry took the manifest; empty for a host that is
   * trusted.
   */
  ImmutableSet<DescriptorDigest> missing(Repository repository, List<Descriptor> blobs)
      throws IOException {
    AtomicInteger remaining = remaining(repository.host());
    if (remaining.get() <= 0) {
      return ImmutableSet.of();
    }
    ImmutableSet.Builder<DescriptorDigest> missing = ImmutableSet.builder();
    for (Descriptor blob : blobs) {
      if (!writer.hasBlob(repository, blob.digest())) {
        missing.add(blob.digest());
      }
    }
    ImmutableSet<DescriptorDigest> found = missing.build();
    if (found.isEmpty()) {
      remaining.decrementAndGet();
    } else {
      // It takes anything: never stop looking.
      remaining.set(Integer.MAX_VALUE);
    }
    return found;
  }

  private AtomicInteger remaining(String host) {
    return unproven.computeIfAbsent(host, any -> new AtomicInteger(TRUSTED_AFTER));
  }
}
