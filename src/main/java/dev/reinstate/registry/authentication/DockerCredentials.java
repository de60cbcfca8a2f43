package dev.reinstate.registry.authentication;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** Docker's configuration, its credential helpers and the well-known helpers. */
final class DockerCredentials implements Credentials {

  /** Some ask a server of their own. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A host with many repositories must not wait for its helper that often. */
  private static final Duration FAILURE_LASTS = Duration.ofMinutes(1);

  /** Helpers that are used where nobody configured one, by the ends of hosts. */
  private static final ImmutableMap<String, String> WELL_KNOWN =
      ImmutableMap.of("gcr.io", "gcr", "amazonaws.com", "ecr-login");

  private final Path file;
  private final Map<String, String> environment;
  private final Duration patience;
  private final ConcurrentMap<String, Lookup> lookups = new ConcurrentHashMap<>();

  /**
   * @param environment what credential helpers run with, and where they are
   */
  DockerCredentials(Map<String, String> environment) {
    this(Path.of(System.getProperty("user.home"), ".docker", "config.json"), environment, PATIENCE);
  }

  DockerCredentials(Path file, Map<String, String> environment, Duration patience) {
    this.file = file;
    this.environment = environment;
    this.patience = patience;
  }

  /** Looks a host up once, and again a while after a failure. */
  @Override
  public Optional<HostCredential> find(String host, Optional<String> serviceAccount)
      throws IOException {
    return lookups.computeIfAbsent(host, Lookup::new).get();
  }

  private final class Lookup {

    private final String host;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean done;
    private Optional<HostCredential> found = Optional.empty();
    private IOException failure;
    private long failed;

    Lookup(String host) {
      this.host = host;
    }

    Optional<HostCredential> get() throws IOException {
      return done ? found : locked();
    }

    private Optional<HostCredential> locked() throws IOException {
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

    private Optional<HostCredential> retrieved() throws IOException {
      if (failure != null && System.nanoTime() - failed < FAILURE_LASTS.toNanos()) {
        throw failure;
      }
      try {
        return retrieve(host);
      } catch (IOException e) {
        failure = new IOException("no credential for " + host + ": " + e.getMessage(), e);
        failed = System.nanoTime();
        throw failure;
      }
    }
  }

  private Optional<HostCredential> retrieve(String host) throws IOException {
    DockerConfig config = DockerConfig.read(file);
    Optional<DockerConfig.Helper> helper = config.helper(host);
    if (helper.isPresent()) {
      Optional<HostCredential> kept = ask(helper.get());
      if (kept.isPresent()) {
        return kept;
      }
    }
    Optional<HostCredential> written = config.credential(host);
    return written.isPresent() ? written : wellKnown(host);
  }

  private Optional<HostCredential> ask(DockerConfig.Helper helper) throws IOException {
    try {
      return new CredentialHelper(helper.name(), environment, patience).get(helper.server());
    } catch (IOException e) {
      throw new IOException(
          e.getMessage() + "; it is named in " + file + ", mend or replace it there", e);
    }
  }

  /** One that is not installed is nobody's fault. */
  private Optional<HostCredential> wellKnown(String host) throws IOException {
    for (Map.Entry<String, String> helper : WELL_KNOWN.entrySet()) {
      if (host.endsWith(helper.getKey())) {
        CredentialHelper program = new CredentialHelper(helper.getValue(), environment, patience);
        return program.isInstalled() ? program.get(host) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
