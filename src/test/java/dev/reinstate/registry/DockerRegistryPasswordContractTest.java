package dev.reinstate.registry;

import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.authentication.HostCredential;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract against CNCF distribution, behind a password (Basic), without and with TLS. */
@ParameterizedClass
@EnumSource(Wire.class)
final class DockerRegistryPasswordContractTest extends DockerRegistryContract {

  private final Wire wire;

  DockerRegistryPasswordContractTest(Wire wire) {
    this.wire = wire;
  }

  @Override
  Wire wire() {
    return wire;
  }

  @Override
  DockerRegistry start(Path directory) throws IOException {
    return DockerRegistry.startWithPassword(directory, wire);
  }

  @Override
  Credentials credentials() {
    return (repository, account) ->
        new HostCredential.Login(DockerRegistry.USER, DockerRegistry.PASSWORD, "a test");
  }
}
