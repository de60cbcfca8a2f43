package dev.reinstate.registry.endpoint;

import com.google.common.collect.ImmutableMap;
import com.google.common.net.HttpHeaders;
import dev.reinstate.image.Digests;
import dev.reinstate.image.ImageNames;
import dev.reinstate.image.MediaTypes;
import java.net.URI;

/** One operation on a manifest. */
interface ManifestEndpoint<T> extends Endpoint<T> {

  /** Every type by name, so that nothing is converted, and then whatever else it may be. */
  ImmutableMap<String, String> ACCEPT_ANY =
      ImmutableMap.of(HttpHeaders.ACCEPT, String.join(", ", MediaTypes.MANIFESTS) + ", */*");

  /** A tag or a digest. */
  String reference();

  /** {@link IllegalArgumentException} unless the reference is a tag or a SHA-256 digest. */
  @Override
  default URI locate(URI base) {
    if (isByDigest()) {
      return base.resolve("manifests/" + Digests.parse(reference()));
    }
    if (!ImageNames.isTag(reference())) {
      throw new IllegalArgumentException("invalid tag '" + reference() + "'");
    }
    return base.resolve("manifests/" + reference());
  }

  @Override
  default ImmutableMap<String, String> headers() {
    return ACCEPT_ANY;
  }

  /** No tag has a colon. */
  default boolean isByDigest() {
    return reference().indexOf(':') >= 0;
  }
}
