package dev.reinstate.registry;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract against CNCF distribution, open to everybody. */
final class DockerRegistryContractTest extends RegistryClientContract {

  @TempDir static Path directory;
  private static DockerRegistry registry;

  @BeforeAll
  static void start() throws IOException {
    registry = DockerRegistry.start(directory);
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
    return Credentials.ANONYMOUS;
  }

  @Override
  boolean listsDigests() {
    return false;
  }
}
