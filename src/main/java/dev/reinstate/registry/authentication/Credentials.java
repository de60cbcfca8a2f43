package dev.reinstate.registry.authentication;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.registry.address.GoogleHosts;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What to show a registry host. */
public interface Credentials {

  /** None, for any host. */
  Credentials ANONYMOUS = (host, serviceAccount) -> Optional.empty();

  /**
   * The credential that belongs to exactly this host.
   *
   * @param host with its port where it has one
   * @param serviceAccount the account to act as on hosts of Google; others pass over it
   * @return empty to go without
   * @throws IOException when there is one that cannot be had, saying what to do about it
   */
  Optional<HostCredential> find(String host, Optional<String> serviceAccount) throws IOException;

  /**
   * What a user has set up: on Google's hosts the application default credentials, and for any
   * host, where there are none, Docker's.
   *
   * @param access how Google is asked for them
   */
  static Credentials of(Map<String, String> environment, GoogleAccess access) {
    // Google's libraries take long to load, so only a host of Google makes them.
    Supplier<Credentials> google = 
        Suppliers.memoize(() -> ApplicationDefaultCredentials.load(access));
    Credentials docker = new DockerCredentials(environment);
    return (host, serviceAccount) -> {
      Optional<HostCredential> credential =
          GoogleHosts.contains(host) ? google.get().find(host, serviceAccount) : Optional.empty();
      return credential.isPresent() ? credential : docker.find(host, serviceAccount);
    };
  }
}
