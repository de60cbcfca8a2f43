package dev.reinstate.registry.authentication;

import java.io.IOException;
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
}
