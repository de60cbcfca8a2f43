package dev.reinstate.registry;

import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.authentication.HostCredential;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The contract against CNCF distribution, behind a password (Basic). */
final class DockerRegistryPasswordContractTest {

  @Nested
  final class InTheOpen extends Guarded {
    InTheOpen() {
      super(Wire.PLAIN);
    }
  }

  @Nested
  final class OverTls extends Guarded {
    OverTls() {
      super(Wire.TLS);
    }
  }

  abstract static class Guarded extends DockerRegistryContract {

    Guarded(Wire wire) {
      super(wire);
    }

    @Override
    final DockerRegistry start(Path directory) throws IOException {
      return DockerRegistry.startWithPassword(directory, wire());
    }

    @Override
    final Credentials credentials() {
      return (repository, account) ->
          new HostCredential.Login(DockerRegistry.USER, DockerRegistry.PASSWORD, "a test");
    }
  }
}
