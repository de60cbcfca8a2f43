package dev.reinstate.registry;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.apply.ExpectedTag;
import dev.reinstate.apply.PutResult;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.endpoint.PutManifest;
import dev.reinstate.registry.endpoint.RegistryCaller;
import dev.reinstate.registry.failure.RegistryError;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Precondition;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Pushes manifests, under a tag only while that is what it is expected to be, and looks again
 * before it calls a push failed whose answers were lost.
 */
final class ManifestPush {

  /**
   * Statuses with which registries are known to refuse to move a tag: ECR 400, Docker Hub 403, ACR
   * 405, Harbor 409 and 412.
   */
  private static final ImmutableSet<Integer> IMMUTABLE = ImmutableSet.of(400, 403, 405, 409, 412);

  private final RegistryCaller caller;
  private final ManifestResolver resolver;

  public ManifestPush(RegistryCaller caller, ManifestResolver resolver) {
    this.caller = caller;
    this.resolver = resolver;
  }

  /** Under its digest, which nobody else can mean anything else by. */
  PutResult run(Repository repository, Manifest manifest) throws IOException {
    String digest = manifest.digest().toString();
    return run(repository, new PutManifest(digest, manifest, Precondition.NONE), Optional::empty);
  }

  PutResult run(Repository repository, ExpectedTag tag, Manifest manifest) throws IOException {
    TagCondition condition = new TagCondition(caller, tag, manifest.digest());
    return run(repository, new PutManifest(tag.name(), manifest, condition), condition::answer);
  }

  /**
   * @param looked what a look has found out that kept it from leaving
   */
  private PutResult run(
      Repository repository, PutManifest put, Supplier<Optional<PutResult>> looked)
      throws IOException {
    try {
      return caller.call(repository, put);
    } catch (RegistryException e) {
      Optional<PutResult> answer = looked.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (mayHaveWorked(e) && isThere(repository, put, e)) {
        return new PutResult.Accepted();
      }
      throw saysImmutable(e)
          ? e.advising(
              "tag '"
                  + put.reference()
                  + "' is immutable there: let the repository's tags be moved while this runs, or"
                  + " change the manifest to what the tag is")
          : e;
    }
  }

  /** An answer got lost, or came from an attempt after one that got lost. */
  private static boolean mayHaveWorked(RegistryException failure) {
    return failure.attempts() > 1 || failure.status().isEmpty();
  }

  private boolean isThere(Repository repository, PutManifest put, RegistryException failure) {
    try {
      return resolver
          .resolve(repository, put.reference())
          .equals(Optional.of(put.manifest().digest()));
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
