package dev.reinstate.registry;

import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.authentication.HostCredential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The contract against CNCF distribution, behind a password (Basic). */
final class DockerRegistryPasswordContractTest extends DockerRegistryContract {

  @Override
  DockerRegistry start(Path directory) throws IOException {
    return DockerRegistry.startWithPassword(directory);
  }

  @Override
  Credentials credentials() {
    return (host, account) ->
        Optional.of(new HostCredential.Login(DockerRegistry.USER, DockerRegistry.PASSWORD));
  }
}
