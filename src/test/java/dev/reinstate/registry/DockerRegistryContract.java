package dev.reinstate.registry;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract against CNCF distribution: one process for all of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DockerRegistryContract extends RegistryClientContract {

  private final Wire wire;
  private DockerRegistry registry;

  DockerRegistryContract(Wire wire) {
    this.wire = wire;
  }

  abstract DockerRegistry start(Path directory) throws IOException;

  @BeforeAll
  final void begin(@TempDir Path directory) throws IOException {
    registry = start(directory);
  }

  @AfterAll
  final void end() {
    if (registry != null) {
      registry.close();
    }
  }

  @Override
  final String host() {
    return registry.host();
  }

  @Override
  final Wire wire() {
    return wire;
  }

  @Override
  final boolean listsDigests() {
    return false;
  }

  @Override
  final boolean knowsReferrers() {
    return false;
  }
}
