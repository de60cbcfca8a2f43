package dev.reinstate.registry;

import dev.reinstate.registry.authentication.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The contract against version 3 of CNCF distribution, where it is installed. */
final class ThirdDockerRegistryContractTest {

  @Nested
  final class InTheOpen extends Open {
    InTheOpen() {
      super(Wire.PLAIN);
    }
  }

  @Nested
  final class OverTls extends Open {
    OverTls() {
      super(Wire.TLS);
    }
  }

  abstract static class Open extends DockerRegistryContract {

    Open(Wire wire) {
      super(wire);
    }

    @Override
    final DockerRegistry start(Path directory) throws IOException {
      return DockerRegistry.startThird(directory, wire());
    }

    /** Version 3 says in a sentence what version 2 says in fields. */
    @Override
    final boolean tellsItsKind() {
      return false;
    }

    @Override
    final Credentials credentials() {
      return Credentials.ANONYMOUS;
    }
  }
}
