package dev.reinstate.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract against CNCF distribution, behind a password (Basic). */
final class DockerRegistryPasswordContractTest extends RegistryClientContract {

  @TempDir static Path directory;
  private static DockerRegistry registry;

  @BeforeAll
  static void start() throws IOException {
    registry = DockerRegistry.startWithPassword(directory);
  }

  @AfterAll
  static void stop() {
    if (registry != null) {
      registry.close();
    }
  }

  @Override
  String host() {
    return registry.host();
  }

  @Override
  Credentials credentials() {
    return (host, account) ->
        Optional.of(new HostCredential.Login(DockerRegistry.USER, DockerRegistry.PASSWORD));
  }

  @Override
  boolean listsDigests() {
    return false;
  }
}
