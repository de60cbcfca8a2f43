package dev.reinstate.registry;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.apply.PutResult;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.Optional;

/** Pushes manifests, and looks again before it calls a push failed whose answers were lost. */
final class ManifestPush {

  /**
   * Statuses with which registries are known to refuse to move a tag: ECR 400, Docker Hub 403, ACR
   * 405, Harbor 409 and 412.
   */
  private static final ImmutableSet<Integer> IMMUTABLE = ImmutableSet.of(400, 403, 405, 409, 412);

  private final RegistryCaller caller;
  private final ManifestResolver resolver;

  ManifestPush(RegistryCaller caller, ManifestResolver resolver) {
    this.caller = caller;
    this.resolver = resolver;
  }

  PutResult run(Repository repository, String reference, Manifest manifest) throws IOException {
    try {
      return caller.call(repository, new PutManifest(reference, manifest));
    } catch (RegistryException e) {
      if (mayHaveWorked(e) && isThere(repository, reference, manifest, e)) {
        return new PutResult.Accepted();
      }
      throw saysImmutable(e)
          ? e.advising(
              "tag '"
                  + reference
                  + "' is immutable there: let the repository's tags be moved while this runs, or"
                  + " change the manifest to what the tag is")
          : e;
    }
  }

  /** An answer got lost, or came from an attempt after one that got lost. */
  private static boolean mayHaveWorked(RegistryException failure) {
    return failure.attempts() > 1 || failure.status().isEmpty();
  }

  private boolean isThere(
      Repository repository, String reference, Manifest manifest, RegistryException failure) {
    try {
      return resolver.resolve(repository, reference).equals(Optional.of(manifest.digest()));
    } catch (IOException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  /**
   * No code is agreed on, so the words decide: https://github.com/moby/buildkit/issues/3776 (ECR),
   * https://github.com/goharbor/harbor/issues/18792 (Harbor).
   */
  private static boolean saysImmutable(RegistryException refusal) {
    return IMMUTABLE.contains(refusal.status().orElse(0))
        && refusal.errors().stream().anyMatch(RegistryError::mentionsImmutability);
  }
}
