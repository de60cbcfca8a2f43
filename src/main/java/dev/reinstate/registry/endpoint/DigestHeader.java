package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Digests;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.util.Optional;

/** {@code Docker-Content-Digest}, which a registry should send. */
public final class DigestHeader {

  private DigestHeader() {}

  /** {@link IOException} when it is no SHA-256 digest, or two. */
  public static Optional<DescriptorDigest> of(Response response) throws IOException {
    ImmutableSet<String> named = ImmutableSet.copyOf(response.headers("Docker-Content-Digest"));
    if (named.size() > 1) {
      throw new PermanentException("Docker-Content-Digest names " + named.size() + " digests");
    }
    try {
      return named.stream().findFirst().map(Digests::parse);
    } catch (IllegalArgumentException e) {
      throw new PermanentException("Docker-Content-Digest is no SHA-256 digest", e);
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
