package dev.reinstate.registry.endpoint;

import dev.reinstate.image.Digests;
import dev.reinstate.image.ImageNames;
import java.net.URI;

/** Where a manifest is. */
final class ManifestPath {

  private ManifestPath() {}

  /** {@link IllegalArgumentException} unless the reference is a tag or a SHA-256 digest. */
  static URI of(URI base, String reference) {
    if (isDigest(reference)) {
      return base.resolve("manifests/" + Digests.parse(reference));
    }
    if (!ImageNames.isTag(reference)) {
      throw new IllegalArgumentException("invalid tag '" + reference + "'");
    }
    return base.resolve("manifests/" + reference);
  }

  /** No tag has a colon. */
  static boolean isDigest(String reference) {
    return reference.indexOf(':') >= 0;
  }
}
