package dev.reinstate.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * A {@code docker-registry} process (CNCF distribution) of a test's own, on a free loopback port.
 */
public final class DockerRegistry implements AutoCloseable {

  public static final String USER = "prow";
  public static final String PASSWORD = "swordfish";

  /** The password by bcrypt, the only hash that docker-registry takes. */
  private static final String HASH = "$2b$04$WsaBIy4Dq40RmKpS/nsUSObEfaQPPS43NaJA5OQZ/hKJAy/VO0dk6";

  private static final Path BINARY = Path.of("/usr/bin/docker-registry");

  private final Process process;
  private final String host;

  private DockerRegistry(Process process, String host) {
    this.process = process;
    this.host = host;
  }

  /** Keeps its data below the directory. Skips the test on a machine without docker-registry. */
  public static DockerRegistry start(Path directory) throws IOException {
    return start(directory, "");
  }

  /** The same, asking for {@link #USER} and {@link #PASSWORD} by Basic. */
  public static DockerRegistry startWithPassword(Path directory) throws IOException {
    Path users = Files.writeString(directory.resolve("htpasswd"), USER + ":" + HASH + "\n");
    return start(directory, "auth: {htpasswd: {realm: test, path: \"" + users + "\"}}\n");
  }

  private static DockerRegistry start(Path directory, String authentication) throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(BINARY), "docker-registry is not installed");
    String configuration =
        """
        version: 0.1
        log: {accesslog: {disabled: true}}
        storage:
          filesystem: {rootdirectory: "%s"}
          delete: {enabled: true}
        http: {addr: "127.0.0.1:0"}
        compatibility: {schema1: {enabled: true}}
        """
            .formatted(directory.resolve("data"));
    Path file =
        Files.writeString(directory.resolve("registry.yml"), configuration + authentication);
    Process process =
        new ProcessBuilder(BINARY.toString(), "serve", file.toString())
            .redirectErrorStream(true)
            .start();
    return new DockerRegistry(process, DockerRegistryLog.awaitHost(process));
  }

  /** Its host and port. */
  public String host() {
    return host;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
