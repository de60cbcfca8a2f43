package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reinstate.sandbox.tls.Identity;
import dev.reinstate.sandbox.tls.SandboxAuthority;
import dev.reinstate.sandbox.tls.SharedAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/**
 * A {@code docker-registry} process (CNCF distribution) of a test's own, on a free loopback port.
 */
public final class DockerRegistry implements AutoCloseable {

  public static final String USER = "prow";
  public static final String PASSWORD = "swordfish";

  /** The password by bcrypt, the only hash that docker-registry takes. */
  private static final String HASH = "$2b$04$WsaBIy4Dq40RmKpS/nsUSObEfaQPPS43NaJA5OQZ/hKJAy/VO0dk6";

  private static final Path SECOND = Path.of("/usr/bin/docker-registry");

  /** What the third major version says of itself. */
  private static final String THIRD = "distribution/v3";

  private final Process process;
  private final String host;

  private DockerRegistry(Process process, String host) {
    this.process = process;
    this.host = host;
  }

  /** Keeps its data below the directory. Skips the test on a machine without docker-registry. */
  public static DockerRegistry start(Path directory) throws IOException {
    return startSecond(directory, Wire.PLAIN, "");
  }

  /** The same of version 3, whose binary {@code registry} is looked for on the {@code PATH}. */
  public static DockerRegistry startThird(Path directory) throws IOException {
    return startThird(directory, Wire.PLAIN);
  }

  static DockerRegistry startThird(Path directory, Wire wire) throws IOException {
    Optional<Path> binary = Installed.program("registry");
    Assumptions.assumeTrue(
        binary.isPresent() && version(binary.get()).contains(THIRD),
        "distribution v3 is not installed");
    return start(binary.get(), directory, wire, "");
  }

  private static String version(Path binary) throws IOException {
    Process process = new ProcessBuilder(binary.toString(), "--version").start();
    try (BufferedReader output = process.inputReader(UTF_8)) {
      return output.lines().collect(Collectors.joining("\n"));
    }
  }

  /** The same, asking for {@link #USER} and {@link #PASSWORD} by Basic. */
  public static DockerRegistry startWithPassword(Path directory, Wire wire) throws IOException {
    Path users = Files.writeString(directory.resolve("htpasswd"), USER + ":" + HASH + "\n");
    return startSecond(
        directory, wire, "auth: {htpasswd: {realm: test, path: \"" + users + "\"}}\n");
  }

  private static DockerRegistry startSecond(Path directory, Wire wire, String authentication)
      throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(SECOND), "docker-registry is not installed");
    return start(SECOND, directory, wire, authentication);
  }

  private static DockerRegistry start(Path binary, Path directory, Wire wire, String authentication)
      throws IOException {
    String configuration =
        """
        version: 0.1
        log: {accesslog: {disabled: true}}
        storage:
          filesystem: {rootdirectory: "%s"}
          delete: {enabled: true}
        http: {addr: "127.0.0.1:0"%s}
        compatibility: {schema1: {enabled: true}}
        """
            .formatted(directory.resolve("data"), wire == Wire.TLS ? tls(directory) : "");
    Path file =
        Files.writeString(directory.resolve("registry.yml"), configuration + authentication);
    ProcessBuilder builder =
        new ProcessBuilder(binary.toString(), "serve", file.toString()).redirectErrorStream(true);
    builder.environment().put("OTEL_TRACES_EXPORTER", "none"); // version 3 would look for one
    Process process = builder.start();
    return new DockerRegistry(process, DockerRegistryLog.awaitHost(process));
  }

  private static String tls(Path directory) throws IOException {
    Identity identity = SharedAuthority.AUTHORITY.issue(SandboxAuthority.LOOPBACK);
    Path chain = Files.writeString(directory.resolve("tls.crt"), identity.certificatesPem());
    Path key = Files.writeString(directory.resolve("tls.key"), identity.keyPem());
    return ", tls: {certificate: \"%s\", key: \"%s\"}".formatted(chain, key);
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
