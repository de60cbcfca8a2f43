package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Digests;
import java.io.IOException;
import java.util.Optional;

/** {@code Docker-Content-Digest}, which a registry should send. */
final class DigestHeader {

  private DigestHeader() {}

  /** {@link IOException} when it is no SHA-256 digest. */
  static Optional<DescriptorDigest> of(Response response) throws IOException {
    try {
      return response.header("Docker-Content-Digest").map(Digests::parse);
    } catch (IllegalArgumentException e) {
      throw new IOException("Docker-Content-Digest is no SHA-256 digest", e);
    }
  }

  /** Throws when the registry names another digest; says nothing when it names none. */
  static void check(Response response, DescriptorDigest expected) throws IOException {
    Optional<DescriptorDigest> named = of(response);
    if (named.isPresent() && !named.get().equals(expected)) {
      throw new IOException("the registry answered for " + named.get() + " instead of " + expected);
    }
  }
}
