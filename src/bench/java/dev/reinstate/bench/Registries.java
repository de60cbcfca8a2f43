package dev.reinstate.bench;

import java.io.IOException;
import java.nio.file.Path;

/** Which kind of registry to start. */
enum Registries {
  EMBEDDED,
  DOCKER;

  private static final String DOCKER_REGISTRY = "docker-registry";

  /** Docker's where it is installed. */
  static Registries dockerOrEmbedded(Peers peers) {
    return peers.find(DOCKER_REGISTRY).found().isPresent() ? DOCKER : EMBEDDED;
  }

  /**
   * Starts an empty one.
   *
   * @param name of its own in the setting's directory
   */
  RegistryProcess start(Setting setting, String name) throws IOException {
    Path data = setting.directory().resolve(name);
    return switch (this) {
      case EMBEDDED -> EmbeddedRegistryProcess.start();
      case DOCKER -> DockerRegistryProcess.start(setting.peers().find(DOCKER_REGISTRY), data);
    };
  }

  @Override
  public String toString() {
    return this == DOCKER ? DOCKER_REGISTRY : "embedded registry";
  }
}
