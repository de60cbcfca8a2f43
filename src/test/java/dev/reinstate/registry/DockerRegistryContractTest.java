package dev.reinstate.registry;

import dev.reinstate.registry.authentication.Credentials;
import java.io.IOException;
import java.nio.file.Path;

/** The contract against CNCF distribution, open to everybody. */
final class DockerRegistryContractTest extends DockerRegistryContract {

  DockerRegistryContractTest() {
    super(Wire.PLAIN);
  }

  @Override
  DockerRegistry start(Path directory) throws IOException {
    return DockerRegistry.start(directory);
  }

  @Override
  Credentials credentials() {
    return Credentials.ANONYMOUS;
  }
}
