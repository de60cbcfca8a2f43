package dev.reinstate.registry.authentication;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configurations of a user, read when the first is needed; those that are broken are read again
 * a while later.
 */
final class AuthFiles {

  private static final Logger LOG = LoggerFactory.getLogger(AuthFiles.class);

  private final ImmutableList<AuthFile> places;
  private final Duration faultsLast;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Contents contents;

  AuthFiles(ImmutableList<AuthFile> places, Duration faultsLast) {
    this.places = places;
    this.faultsLast = faultsLast;
  }

  /** One file; either it could be read, or it is known why not. */
  private record Reading(
      AuthFile file, Optional<DockerConfig> config, Optional<IOException> fault) {

    static Reading of(AuthFile file) {
      try {
        return of(file, DockerConfig.read(file));
      } catch (IOException e) {
        return new Reading(file, Optional.empty(), Optional.of(e));
      }
    }

    private static Reading of(AuthFile file, DockerConfig config) {
      if (!config.isThere() && file.isNamed()) {
        LOG.warn("{} is not there; ${} names it", file.path(), file.variable().orElseThrow());
      }
      return new Reading(file, Optional.of(config), Optional.empty());
    }

    DockerConfig get() throws IOException {
      if (fault.isPresent()) {
        throw new IOException(fault.get().getMessage(), fault.get());
      }
      return config.orElseThrow();
    }

    /**
     * What there is to say of it where it had nothing; an absent one that nobody named is passed
     * over.
     */
    Stream<String> described() {
      if (config.map(DockerConfig::isThere).orElse(true)) {
        return Stream.of(file.path().toString());
      }
      return file.variable().stream()
          .map(name -> "%s, which $%s names and which is not there".formatted(file.path(), name));
    }
  }

  private record Contents(
      ImmutableList<Reading> readings, ImmutableSet<String> namespaces, long readAt) {

    static Contents of(ImmutableList<AuthFile> places) {
      ImmutableList<Reading> readings =
          places.stream().map(Reading::of).collect(ImmutableList.toImmutableList());
      return new Contents(
          readings,
          readings.stream()
              .flatMap(reading -> reading.config().stream())
              .flatMap(DockerConfig::namespaces)
              .collect(ImmutableSet.toImmutableSet()),
          System.nanoTime());
    }

    boolean isBroken() {
      return readings.stream().anyMatch(reading -> reading.fault().isPresent());
    }
  }

  /** Of all that a repository is in, the longest that any file has a key for, else its host. */
  String namespace(Repository repository) {
    ImmutableSet<String> namespaces = contents().namespaces();
    return namespaces.isEmpty()
        ? AuthKeys.target(repository.host())
        : AuthKeys.levels(AuthKeys.target(repository)).stream()
            .filter(level -> namespaces.contains(level) || !AuthKeys.isNamespace(level))
            .findFirst()
            .orElseThrow();
  }

  /** Asks one file after the other until one has it. */
  Optional<HostCredential> find(String target, HelpersOf helpers) throws IOException {
    for (Reading reading : contents().readings()) {
      Optional<HostCredential> found = reading.get().find(target, helpers.in(reading.file()));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Those that a file names. */
  interface HelpersOf {
    DockerConfig.Helpers in(AuthFile file);
  }

  /** Where nothing was found. */
  String described() {
    String files =
        contents().readings().stream()
            .flatMap(Reading::described)
            .collect(Collectors.joining(", nor in "));
    return files.isEmpty()
        ? "there is no configuration of Docker or podman"
        : "no credential for it in " + files;
  }

  private Contents contents() {
    if (!isCurrent(contents)) {
      lock.lock();
      try {
        if (!isCurrent(contents)) {
          contents = Contents.of(places);
        }
      } finally {
        lock.unlock();
      }
    }
    return contents;
  }

  private boolean isCurrent(Contents known) {
    return known != null
        && (!known.isBroken() || System.nanoTime() - known.readAt() < faultsLast.toNanos());
  }
}
