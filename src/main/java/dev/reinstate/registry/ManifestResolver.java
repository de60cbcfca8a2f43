package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.endpoint.GetManifest;
import dev.reinstate.registry.endpoint.HeadManifest;
import dev.reinstate.registry.endpoint.RegistryCaller;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out which digest a reference has: by HEAD where that tells it, else by GET. Some registries
 * refuse HEAD, or answer 404 to each; once that was seen of a host, it is asked by GET alone.
 */
final class ManifestResolver {

  private final RegistryCaller caller;
  private final Set<String> withoutHead;

  /**
   * @param withoutHead hosts whose HEAD does not answer as their GET; for any thread, added to
   */
  ManifestResolver(RegistryCaller caller, Set<String> withoutHead) {
    this.caller = caller;
    this.withoutHead = withoutHead;
  }

  /** Where a tag points; empty when the registry does not have it. */
  Optional<DescriptorDigest> resolve(Repository repository, String tag) throws IOException {
    return resolve(repository, tag, /* named= */ false);
  }

  /** The same of what the registry itself named, so that GET decides what HEAD does not find. */
  Optional<DescriptorDigest> resolveNamed(Repository repository, String reference)
      throws IOException {
    return resolve(repository, reference, /* named= */ true);
  }

  /** Whether the registry has this manifest; it must not answer with another. */
  boolean exists(Repository repository, DescriptorDigest digest) throws IOException {
    return isSame(repository, digest, resolve(repository, digest.toString()));
  }

  /** The same of the digest that a tag was answered with. */
  boolean existsNamed(Repository repository, DescriptorDigest digest) throws IOException {
    return isSame(repository, digest, resolveNamed(repository, digest.toString()));
  }

  private static boolean isSame(
      Repository repository, DescriptorDigest digest, Optional<DescriptorDigest> found)
      throws IOException {
    if (found.isPresent() && !found.get().equals(digest)) {
      throw new IOException(
          "HEAD of " + repository + "@" + digest + " was answered for " + found.get());
    }
    return found.isPresent();
  }

  private Optional<DescriptorDigest> resolve(Repository repository, String reference, boolean named)
      throws IOException {
    if (withoutHead.contains(host(repository))) {
      return fetched(repository, reference);
    }
    return switch (caller.call(repository, new HeadManifest(reference))) {
      case HeadManifest.Answer.Named found -> Optional.of(found.digest());
      case HeadManifest.Answer.Unnamed found -> fetched(repository, reference);
      case HeadManifest.Answer.Absent absent ->
          named ? compared(repository, reference) : Optional.empty();
      case HeadManifest.Answer.Refused refused -> compared(repository, reference);
    };
  }

  private Optional<DescriptorDigest> compared(Repository repository, String reference)
      throws IOException {
    Optional<DescriptorDigest> found = fetched(repository, reference);
    if (found.isPresent()) {
      withoutHead.add(host(repository));
    }
    return found;
  }

  private Optional<DescriptorDigest> fetched(Repository repository, String reference)
      throws IOException {
    try {
      return Optional.of(caller.call(repository, new GetManifest(reference)).digest());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private String host(Repository repository) {
    return caller.address(repository).host();
  }
}
