package dev.reinstate.sandbox.universe;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.StoredManifest;

/**
 * An image in the place of a real one: other bytes, of which there are few, whose digests are
 * right. All registries that hold it share them.
 *
 * @param own those of its blobs that no other image has
 */
record StandIn(
    StoredManifest manifest,
    ImmutableMap<DescriptorDigest, byte[]> blobs,
    ImmutableSet<DescriptorDigest> own,
    ImmutableList<StandIn> children) {

  DescriptorDigest digest() {
    return manifest.manifest().digest();
  }

  boolean isSameAs(StandIn other) {
    return digest().equals(other.digest());
  }

  void putInto(RegistryContents registry, String path) {
    children.forEach(child -> child.putInto(registry, path));
    blobs.forEach((digest, bytes) -> registry.putBlob(path, digest, bytes));
    registry.putManifest(path, manifest);
  }

  /** Its blobs too, but for those it shares. Whether it was there. */
  boolean deleteFrom(RegistryContents registry, String path) {
    own.forEach(blob -> registry.deleteBlob(path, blob));
    return registry.deleteManifest(path, digest());
  }
}
