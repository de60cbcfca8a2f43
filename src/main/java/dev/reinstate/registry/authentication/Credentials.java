package dev.reinstate.registry.authentication;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import dev.reinstate.image.Repository;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.registry.address.GoogleHosts;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What to show a registry host. */
public interface Credentials {

  /** None, for any host. */
  Credentials ANONYMOUS = (repository, serviceAccount) -> new HostCredential.Anonymous("");

  /**
   * The credential that belongs to exactly this repository's host, or to a part of it.
   *
   * @param repository as it is addressed
   * @param serviceAccount the account to act as on hosts of Google; others pass over it
   * @throws IOException when there is one that cannot be had, saying what to do about it
   */
  HostCredential find(Repository repository, Optional<String> serviceAccount) throws IOException;

  /** What a repository has in common with all that have its credential: its host, or a part. */
  default String namespace(Repository repository) {
    return repository.host();
  }

  /**
   * What a user has set up: on Google's hosts the application default credentials, and for any
   * host, where there are none, what Docker's and podman's configurations have.
   *
   * @param access how Google is asked for them
   */
  static Credentials of(Map<String, String> environment, GoogleAccess access) {
    // Google's libraries take long to load, so only a host of Google makes them.
    Supplier<Credentials> google =
        Suppliers.memoize(() -> ApplicationDefaultCredentials.load(access));
    Credentials docker = new DockerCredentials(environment);
    return new Credentials() {
      @Override
      public HostCredential find(Repository repository, Optional<String> serviceAccount)
          throws IOException {
        HostCredential credential =
            GoogleHosts.contains(repository.host())
                ? google.get().find(repository, serviceAccount)
                : new HostCredential.Anonymous("");
        return credential instanceof HostCredential.Anonymous
            ? docker.find(repository, serviceAccount)
            : credential;
      }

      @Override
      public String namespace(Repository repository) {
        return docker.namespace(repository);
      }
    };
  }
}
