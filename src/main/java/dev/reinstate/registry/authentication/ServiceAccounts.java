package dev.reinstate.registry.authentication;

import dev.reinstate.image.Repository;
import java.util.Optional;

/** Which service account writes to which repository. */
@FunctionalInterface
public interface ServiceAccounts {

  /** No repository has one of its own: everything is done as the job itself. */
  ServiceAccounts NONE = repository -> Optional.empty();

  /** The e-mail address of the account for a repository as the manifests name it. */
  Optional<String> of(Repository repository);
}
