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
  private final ConcurrentMap<String, Lookup<HostCredential>> lookups = new ConcurrentHashMap<>();
  private final ConcurrentMap<Question, Lookup<Optional<HostCredential>>> answers =
      new ConcurrentHashMap<>();

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
    return lookups
        .computeIfAbsent(namespace(repository), target -> new Lookup<>(() -> credential(target)))
        .get();
  }

  @Override
  public String namespace(Repository repository) {
    return files.namespace(repository);
  }

  /** What a helper is asked, once for all parts of a host. */
  private record Question(String helper, String server, String why, String next) {}

  private interface Search<T> {
    T run() throws IOException;
  }

  private static final class Lookup<T> {

    private final Search<T> search;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean done;
    private T found;
    private IOException failure;
    private long failed;

    Lookup(Search<T> search) {
      this.search = search;
    }

    T get() throws IOException {
      return done ? found : locked();
    }

    private T locked() throws IOException {
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

    private T retrieved() throws IOException {
      if (failure != null && System.nanoTime() - failed < FAILURE_LASTS.toNanos()) {
        throw failure;
      }
      try {
        return search.run();
      } catch (IOException e) {
        failure = e;
        failed = System.nanoTime();
        throw failure;
      }
    }
  }

  private HostCredential credential(String target) throws IOException {
    try {
      return retrieve(target);
    } catch (IOException e) {
      throw new IOException("no credential for " + target + ": " + e.getMessage(), e);
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
    return answer(
        new Question(
            name,
            server,
            "named in " + file,
            "it is named in " + file + ", mend or replace it there"));
  }

  /** One that is not installed is nobody's fault. */
  private Optional<HostCredential> wellKnown(String host) throws IOException {
    for (Map.Entry<String, String> helper : WELL_KNOWN.entrySet()) {
      if (("." + host).endsWith("." + helper.getKey())) {
        return helper(helper.getValue()).isInstalled()
            ? answer(
                new Question(
                    helper.getValue(),
                    host,
                    "which is on the PATH",
                    "it is on the PATH, so hosts of "
                        + helper.getKey()
                        + " need it; mend or remove it"))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Optional<HostCredential> answer(Question question) throws IOException {
    return answers.computeIfAbsent(question, asked -> new Lookup<>(() -> put(asked))).get();
  }

  private Optional<HostCredential> put(Question question) throws IOException {
    try {
      return helper(question.helper()).get(question.server(), question.why());
    } catch (IOException e) {
      throw new IOException("the credential helper " + e.getMessage() + "; " + question.next(), e);
    }
  }

  private CredentialHelper helper(String name) {
    return new CredentialHelper(name, environment, patience);
  }
}
