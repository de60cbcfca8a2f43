package dev.reinstate.registry;

import dev.reinstate.registry.authentication.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract against version 3 of CNCF distribution, where it is installed. */
@ParameterizedClass
@EnumSource(Wire.class)
final class ThirdDockerRegistryContractTest extends DockerRegistryContract {

  private final Wire wire;

  ThirdDockerRegistryContractTest(Wire wire) {
    this.wire = wire;
  }

  @Override
  DockerRegistry start(Path directory) throws IOException {
    return DockerRegistry.startThird(directory, wire);
  }

  @Override
  Wire wire() {
    return wire;
  }

  @Override
  Credentials credentials() {
    return Credentials.ANONYMOUS;
  }
}
