package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that keeps credentials for Docker.
 *
 * <p>Source: https://github.com/docker/docker-credential-helpers#development.
 */
final class CredentialHelper {

  private static final String PREFIX = "docker-credential-";
  private static final int MOST_BYTES = 64 * 1024;
  private static final int SHOWN_CHARACTERS = 200;

  /** How every helper says that it has none, which is no failure. */
  private static final String NOT_FOUND = "credentials not found in native keychain";

  /** The user name that says that the secret is an identity token. */
  private static final String IDENTITY_TOKEN = "<token>";

  private final String program;
  private final Map<String, String> environment;
  private final Duration patience;

  /**
   * @param name as Docker's configuration has it
   * @param environment what it runs with
   * @param patience how long it may take
   */
  CredentialHelper(String name, Map<String, String> environment, Duration patience) {
    this.program = PREFIX + name;
    this.environment = environment;
    this.patience = patience;
  }

  /**
   * What it has for a server.
   *
   * @throws IOException saying which helper failed and what it said, never a secret
   */
  Optional<HostCredential> get(String server) throws IOException {
    Process process = start();
    try {
      Answer answer = answer(process, server);
      return answer.code() == 0 ? credential(answer.out()) : none(answer);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Whether there is such a program on the path. */
  boolean isInstalled() {
    return find().isPresent();
  }

  private Optional<Path> find() {
    return Splitter.on(File.pathSeparatorChar)
        .omitEmptyStrings()
        .splitToStream(environment.getOrDefault("PATH", ""))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private record Answer(int code, String out, String err) {}

  private Process start() throws IOException {
    Path found =
        find()
            .orElseThrow(
                () ->
                    new IOException(
                        "the credential helper " + program + " is not on the PATH; install it"));
    ProcessBuilder builder = new ProcessBuilder(found.toString(), "get");
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw failed("it cannot be run: " + e.getMessage(), e);
    }
  }

  private Answer answer(Process process, String server) throws IOException {
    FutureTask<String> out = reading(process.getInputStream());
    FutureTask<String> err = reading(process.getErrorStream());
    write(process, server);
    try {
      long end = System.nanoTime() + patience.toNanos();
      if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw silent();
      }
      long left = Math.max(1, end - System.nanoTime());
      return new Answer(
          process.exitValue(),
          out.get(left, TimeUnit.NANOSECONDS),
          err.get(left, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      throw silent();
    } catch (ExecutionException e) {
      throw failed("its output cannot be read", e);
    } catch (InterruptedException e) {
      throw CancelledException.interrupted();
    }
  }

  private static FutureTask<String> reading(InputStream stream) {
    FutureTask<String> text =
        new FutureTask<>(() -> new String(stream.readNBytes(MOST_BYTES), UTF_8).strip());
    Thread.ofVirtual().start(text);
    return text;
  }

  /** A helper that does not read it says so by what it does next. */
  private static void write(Process process, String server) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(server.getBytes(UTF_8));
    } catch (IOException e) {
      return; // its answer or its end says more
    }
  }

  private Optional<HostCredential> credential(String out) throws IOException {
    JrsValue answer;
    try {
      answer = Json.read(out);
    } catch (IOException e) {
      throw failed("what it answers is not JSON", null);
    }
    Optional<String> user = JsonValues.string(answer.path("Username"));
    Optional<String> secret = JsonValues.string(answer.path("Secret"));
    if (user.isEmpty() || secret.isEmpty()) {
      throw failed("its answer has no 'Username' and 'Secret'", null);
    }
    return Optional.of(
        user.get().equals(IDENTITY_TOKEN)
            ? new HostCredential.RefreshToken(secret.get())
            : new HostCredential.Login(user.get(), secret.get()));
  }

  private Optional<HostCredential> none(Answer answer) throws IOException {
    String said = answer.out().isEmpty() ? answer.err() : answer.out();
    if (said.contains(NOT_FOUND)) {
      return Optional.empty();
    }
    String shown = said.contains("\"Secret\"") ? "" : shown(said);
    throw failed(
        "it ended with exit code " + answer.code() + (shown.isEmpty() ? "" : ": " + shown), null);
  }

  private static String shown(String said) {
    String line = said.lines().findFirst().orElse("");
    String printable = CharMatcher.javaIsoControl().replaceFrom(line, ' ');
    return printable.substring(0, Math.min(SHOWN_CHARACTERS, printable.length()));
  }

  private IOException silent() {
    return failed("it did not answer within " + patience.toSeconds() + " s", null);
  }

  private IOException failed(String how, Throwable cause) {
    return new IOException("the credential helper " + program + " failed: " + how, cause);
  }
}
