package dev.reinstate.registry.authentication;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** Docker's and podman's configurations, the helpers that they name and the well-known helpers. */
final class DockerCredentials implements Credentials {

  /** Some ask a server of their own. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A host with many repositories must not wait for its helper that often. */
  private static final Duration FAILURE_LASTS = Duration.ofMinutes(1);

  /** Helpers that are used where nobody configured one, by the ends of hosts. */
  private static final ImmutableMap<String, String> WELL_KNOWN =
      ImmutableMap.of("gcr.io", "gcr", "amazonaws.com", "ecr-login");

  private final AuthFiles files;
  private final Map<String, String> environment;
  private final Duration patience;
  private final ConcurrentMap<String, Lookup> lookups = new ConcurrentHashMap<>();

  /**
   * @param environment where configurations are, where credential helpers are and what they run
   *     with
   */
  DockerCredentials(Map<String, String> environment) {
    this(environment, PATIENCE);
  }

  DockerCredentials(Map<String, String> environment, Duration patience) {
    this.files = new AuthFiles(AuthFile.of(environment), FAILURE_LASTS);
    this.environment = environment;
    this.patience = patience;
  }

  /** Looks a host, or a part of it that has a key, up once, and again a while after a failure. */
  @Override
  public HostCredential find(Repository repository, Optional<String> serviceAccount)
      throws IOException {
    return lookups.computeIfAbsent(namespace(repository), Lookup::new).get();
  }

  @Override
  public String namespace(Repository repository) {
    return files.namespace(repository);
  }

  private final class Lookup {

    private final String target;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean done;
    private HostCredential found;
    private IOException failure;
    private long failed;

    Lookup(String target) {
      this.target = target;
    }

    HostCredential get() throws IOException {
      return done ? found : locked();
    }

    private HostCredential locked() throws IOException {
      lock.lock();
      try {
        if (!done) {
          found = retrieved();
          done = true;
        }
        return found;
      } finally {
        lock.unlock();
      }
    }

    private HostCredential retrieved() throws IOException {
      if (failure != null && System.nanoTime() - failed < FAILURE_LASTS.toNanos()) {
        throw failure;
      }
      try {
        return retrieve(target);
      } catch (IOException e) {
        failure = new IOException("no credential for " + target + ": " + e.getMessage(), e);
        failed = System.nanoTime();
        throw failure;
      }
    }
  }

  private HostCredential retrieve(String target) throws IOException {
    Optional<HostCredential> found =
        files.find(target, file -> (name, server) -> ask(name, server, file.path()));
    if (found.isEmpty()) {
      found = wellKnown(AuthKeys.levels(target).getLast());
    }
    return found.orElseGet(() -> new HostCredential.Anonymous(files.described()));
  }

  private Optional<HostCredential> ask(String name, String server, Path file) throws IOException {
    CredentialHelper helper = new CredentialHelper(name, environment, patience);
    try {
      return helper.get(server, "named in " + file);
    } catch (IOException e) {
      throw failed(e, "it is named in " + file + ", mend or replace it there");
    }
  }

  /** One that is not installed is nobody's fault. */
  private Optional<HostCredential> wellKnown(String host) throws IOException {
    for (Map.Entry<String, String> helper : WELL_KNOWN.entrySet()) {
      if (("." + host).endsWith("." + helper.getKey())) {
        CredentialHelper program = new CredentialHelper(helper.getValue(), environment, patience);
        return program.isInstalled() ? unasked(program, host, helper.getKey()) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<HostCredential> unasked(
      CredentialHelper program, String host, String hosts) throws IOException {
    try {
      return program.get(host, "which is on the PATH");
    } catch (IOException e) {
      throw failed(e, "it is on the PATH, so hosts of " + hosts + " need it; mend or remove it");
    }
  }

  private static IOException failed(IOException why, String next) {
    return new IOException("the credential helper " + why.getMessage() + "; " + next, why);
  }
}
