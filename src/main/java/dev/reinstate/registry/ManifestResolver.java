package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Finds out which digest a reference has, by HEAD where that tells it. */
final class ManifestResolver {

  private final RegistryCaller caller;

  ManifestResolver(RegistryCaller caller) {
    this.caller = caller;
  }

  /** Where a tag points; empty when the registry does not have it. */
  Optional<DescriptorDigest> resolve(Repository repository, String tag) throws IOException {
    return switch (caller.call(repository, new HeadManifest(tag))) {
      case HeadManifest.Answer.Absent absent -> Optional.empty();
      case HeadManifest.Answer.Named named -> Optional.of(named.digest());
      case HeadManifest.Answer.Unnamed unnamed -> fetched(repository, tag);
    };
  }

  /** Whether the registry has this manifest; it must not answer with another. */
  boolean exists(Repository repository, DescriptorDigest digest) throws IOException {
    Optional<DescriptorDigest> found = resolve(repository, digest.toString());
    if (found.isPresent() && !found.get().equals(digest)) {
      throw new IOException(
          "HEAD of " + repository + "@" + digest + " was answered for " + found.get());
    }
    return found.isPresent();
  }

  private Optional<DescriptorDigest> fetched(Repository repository, String reference)
      throws IOException {
    try {
      return Optional.of(caller.call(repository, new GetManifest(reference)).digest());
    } catch (NoSuchFileException e) {
      return Optional.empty(); // gone in between
    }
  }
}
