package dev.reinstate.bench;

import java.io.IOException;
import java.nio.file.Path;

/** Which kind of registry to start. */
enum Registries {
  EMBEDDED("embedded registry"),
  DOCKER("docker-registry"),
  GO("in-memory registry of Go");

  private static final String DOCKER_REGISTRY = "docker-registry";
  private static final String CRANE = "crane";

  private final String text;

  Registries(String text) {
    this.text = text;
  }

  /** Docker's where it is installed. */
  static Registries dockerOrEmbedded(Peers peers) {
    return peers.find(DOCKER_REGISTRY).found().isPresent() ? DOCKER : EMBEDDED;
  }

  /** That of {@code crane registry serve} where it is installed. */
  static Registries goOrEmbedded(Peers peers) {
    return peers.find(CRANE).found().isPresent() ? GO : EMBEDDED;
  }

  /**
   * Starts an empty one.
   *
   * @param name of its own in the setting's directory
   */
  RegistryProcess start(Setting setting, String name) throws IOException {
    Path data = setting.directory().resolve(name);
    Peers peers = setting.peers();
    return switch (this) {
      case EMBEDDED -> setting.place(EmbeddedRegistryProcess.start());
      case GO -> setting.place(new GoRegistryProcess(peers.find(CRANE)));
      // It speaks TLS itself, so that nothing stands between where nothing has to wait.
      case DOCKER -> {
        Program docker = peers.find(DOCKER_REGISTRY);
        yield setting.place(
            setting.distance() == Distance.TLS_NEAR
                ? DockerRegistryProcess.start(
                    docker, data, setting.certificates().orElseThrow(), setting.http2())
                : DockerRegistryProcess.start(docker, data));
      }
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
