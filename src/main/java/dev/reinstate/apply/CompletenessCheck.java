package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Whether a registry that has a manifest has its blobs too. A registry need not refuse a manifest
 * whose blobs it lacks, so they are looked for unless the host was seen to refuse one. On a host
 * that was seen to take one they have to come first: a run that dies in between would leave an
 * image that the next run takes for whole.
 *
 * <p>Source:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests ("MAY
 * reject").
 */
final class CompletenessCheck {

  private enum Manner {
    REFUSES_INCOMPLETE,
    TAKES_ANYTHING
  }

  private final ImageWriter writer;
  private final ConcurrentMap<String, Manner> manners = new ConcurrentHashMap<>();

  CompletenessCheck(ImageWriter writer) {
    this.writer = writer;
  }

  /** Notes that the host refused a manifest for want of what it refers to. */
  void sawRefusal(String host) {
    manners.put(host, Manner.REFUSES_INCOMPLETE);
  }

  /** Notes that the host took a manifest although it lacks what it refers to. */
  void sawIncomplete(String host) {
    manners.putIfAbsent(host, Manner.TAKES_ANYTHING);
  }

  boolean takesAnything(String host) {
    return manners.get(host) == Manner.TAKES_ANYTHING;
  }

  /** The blobs that are not there; empty, without a look, for a host that would refuse. */
  ImmutableSet<DescriptorDigest> missing(Repository repository, List<Descriptor> blobs)
      throws IOException {
    if (manners.get(repository.host()) == Manner.REFUSES_INCOMPLETE) {
      return ImmutableSet.of();
    }
    ImmutableSet.Builder<DescriptorDigest> missing = ImmutableSet.builder();
    for (Descriptor blob : blobs) {
      if (!writer.hasBlob(repository, blob.digest())) {
        missing.add(blob.digest());
      }
    }
    return missing.build();
  }
}
