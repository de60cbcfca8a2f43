package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What every workload works with.
 *
 * @param directory for files of this run, of the workload's own
 * @param reinstate the program under test
 * @param peers where other programs are
 * @param manifests thin manifest directories; empty for generated ones
 * @param regions how many destinations the universe has
 * @param latency of registries that are not on loopback only
 * @param size how much of the usual amount of work to do
 * @param http2 whether registries that speak TLS offer HTTP/2
 * @param distance of registries
 * @param certificates theirs; empty where they speak plain HTTP
 */
record Setting(
    Path directory,
    Program reinstate,
    Peers peers,
    ImmutableList<Path> manifests,
    int regions,
    Duration latency,
    Size size,
    boolean http2,
    Distance distance,
    Optional<Certificates> certificates) {

  /** On loopback. */
  Setting(
      Path directory,
      Program reinstate,
      Peers peers,
      ImmutableList<Path> manifests,
      int regions,
      Duration latency,
      Size size,
      boolean http2) {
    this(
        directory,
        reinstate,
        peers,
        manifests,
        regions,
        latency,
        size,
        http2,
        Distance.LOOPBACK,
        Optional.empty());
  }

  /** The usual amount, or just enough to see that everything works. */
  enum Size {
    FULL,
    QUICK;

    int of(int full, int quick) {
      return this == FULL ? full : quick;
    }
  }

  /** The same elsewhere, with new certificates where registries need some. */
  Setting at(Distance other) throws IOException {
    return new Setting(
        directory,
        reinstate,
        peers,
        manifests,
        regions,
        latency,
        size,
        http2,
        other,
        other.isTls() ? Optional.of(Certificates.issue(directory)) : Optional.empty());
  }

  /** A registry as those here are spoken to: with what terminates TLS before it. */
  RegistryProcess place(RegistryProcess registry) throws IOException {
    return certificates.isPresent() ? new TlsFront(registry, this, certificates.get()) : registry;
  }

  /** To fill a registry here and to look into it. */
  RegistryHttp http(String host) throws IOException {
    return certificates.isPresent()
        ? new RegistryHttp(
            "https://" + host, Optional.of(Certificates.trusting(certificates.get().authority())))
        : new RegistryHttp("http://" + host, Optional.empty());
  }

  /**
   * A command that trusts these certificates, where there are some. Reinstate, which speaks plain
   * HTTP on loopback, is told of each registry.
   */
  Command secured(Command command, Addresses registries) {
    if (certificates.isEmpty()) {
      return command;
    }
    ImmutableList.Builder<String> words = ImmutableList.builder();
    words.addAll(command.words());
    if (command.isOf(reinstate)) {
      registries.hosts().forEach(host -> words.add("--tls=" + host));
    }
    return new Command(words.build(), command.environment())
        .with(Certificates.VARIABLE, certificates.get().authority().toString());
  }
}
