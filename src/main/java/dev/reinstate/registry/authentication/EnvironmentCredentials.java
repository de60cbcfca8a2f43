package dev.reinstate.registry.authentication;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import dev.reinstate.registry.address.GoogleHosts;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The credentials a user has set up: on Google's hosts the application default credentials, and for
 * any host, where there are none, Docker's.
 */
public final class EnvironmentCredentials implements Credentials {

  /** Google's libraries take long to load, so only a host of Google makes them. */
  private final Supplier<Credentials> google =
      Suppliers.memoize(ApplicationDefaultCredentials::load);

  private final Credentials docker;

  public EnvironmentCredentials(Map<String, String> environment) {
    this.docker = new DockerCredentials(environment);
  }

  @Override
  public Optional<HostCredential> find(String host, Optional<String> serviceAccount)
      throws IOException {
    Optional<HostCredential> credential =
        GoogleHosts.contains(host) ? google.get().find(host, serviceAccount) : Optional.empty();
    return credential.isPresent() ? credential : docker.find(host, serviceAccount);
  }
}
