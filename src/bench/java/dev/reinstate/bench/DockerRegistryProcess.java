package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.reinstate.registry.DockerRegistryLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The CNCF registry, with its data in a directory. It is restored by starting it again, on the same
 * port, over a copy of what it held.
 */
final class DockerRegistryProcess implements RegistryProcess {

  private final Program program;
  private final Path directory;
  private final String tls;
  private final String host;
  private final CountingProxy proxy;
  private final LogTimes answers = new LogTimes();
  private Process process;
  private double cpuBefore;
  private boolean restorable;

  private DockerRegistryProcess(Program program, Path directory, String tls) throws IOException {
    this.program = program;
    this.directory = directory;
    this.tls = tls;
    this.process = launch(0);
    this.host = DockerRegistryLog.awaitHost(process, answers::readFrom);
    this.proxy = new CountingProxy(host);
  }

  /** Starts an empty one; returns once it listens. */
  static DockerRegistryProcess start(Program program, Path directory) throws IOException {
    return start(program, directory, "");
  }

  /** One that speaks TLS itself; the proxy that counts does not understand it. */
  static DockerRegistryProcess start(
      Program program, Path directory, Certificates certificates, boolean http2)
      throws IOException {
    String tls =
        "\n  tls: {certificate: \"%s\", key: \"%s\"}\n  http2: {disabled: %s}"
            .formatted(certificates.certificate(), certificates.key(), !http2);
    return start(program, directory, tls);
  }

  private static DockerRegistryProcess start(Program program, Path directory, String tls)
      throws IOException {
    Files.createDirectories(directory);
    return new DockerRegistryProcess(program, directory, tls);
  }

  private Process launch(int port) throws IOException {
    String configuration =
        """
        version: 0.1
        log: {level: info, accesslog: {disabled: true}}
        storage:
          filesystem: {rootdirectory: "%s"}
          delete: {enabled: true}
          maintenance: {uploadpurging: {enabled: false}}
        http:
          addr: "127.0.0.1:%d"%s
        """
            .formatted(data(), port, tls);
    Path file = Files.writeString(directory.resolve("registry.yml"), configuration);
    return new ProcessBuilder(program.words("serve", file.toString()))
        .redirectErrorStream(true)
        .start();
  }

  @Override
  public String origin() {
    return (tls.isEmpty() ? "http://" : "https://") + host;
  }

  @Override
  public ImmutableList<String> hosts() {
    return ImmutableList.of(host);
  }

  @Override
  public ImmutableList<String> countedHosts() {
    return ImmutableList.of(proxy.host());
  }

  @Override
  public boolean alwaysCounts() {
    return false;
  }

  @Override
  public void mark() throws IOException {
    if (Files.exists(data())) {
      copy(data(), marked());
    }
    restorable = true;
  }

  @Override
  public void restore() throws IOException {
    if (restorable) {
      cpuBefore = cpuSeconds();
      end();
      delete(data());
      if (Files.exists(marked())) {
        copy(marked(), data());
      }
      process = launch(Integer.parseInt(host.substring(host.indexOf(':') + 1)));
      DockerRegistryLog.awaitHost(process, answers::readFrom);
    }
    proxy.reset();
    answers.reset();
  }

  @Override
  public void latency(Duration latency) {
    throw new UnsupportedOperationException("docker-registry answers as soon as it can");
  }

  @Override
  public Traffic traffic() {
    return proxy.traffic();
  }

  @Override
  public Optional<Activity> activity() {
    return answers.activity();
  }

  @Override
  public double cpuSeconds() throws IOException {
    return cpuBefore + ProcessCpu.seconds(process);
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    end();
    delete(directory);
  }

  private void end() {
    process.destroyForcibly().onExit().join();
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path marked() {
    return directory.resolve("marked");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }
}
