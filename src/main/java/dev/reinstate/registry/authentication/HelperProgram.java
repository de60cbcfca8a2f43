package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.CancelledException;
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
 * A program on the {@code PATH} that is asked one thing and answers once.
 *
 * @param environment what it runs with
 * @param patience how long it may take
 */
record HelperProgram(String name, Map<String, String> environment, Duration patience) {

  private static final int MOST_BYTES = 64 * 1024;

  /** As a shell has it: what a signal ended has this much more for its exit code. */
  private static final int SIGNALLED = 128;

  /** What it said, without space at both ends. */
  record Answer(int code, String out, String err) {

    /** How it ended, in words. */
    String end() {
      return code > SIGNALLED
          ? "it ended with exit code %d, as by signal %d".formatted(code, code - SIGNALLED)
          : "it ended with exit code " + code;
    }
  }

  boolean isInstalled() {
    return places().stream().anyMatch(Files::isExecutable);
  }

  /**
   * Runs it with the word {@code get}, and what it is to read.
   *
   * @throws IOException saying why it cannot be run or did not answer
   */
  Answer get(String input) throws IOException {
    Process process = start();
    try {
      return answer(process, input);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private ImmutableList<Path> places() {
    return Splitter.on(File.pathSeparatorChar)
        .omitEmptyStrings()
        .splitToStream(environment.getOrDefault("PATH", ""))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isRegularFile)
        .collect(ImmutableList.toImmutableList());
  }

  private Path find() throws IOException {
    ImmutableList<Path> places = places();
    Optional<Path> executable = places.stream().filter(Files::isExecutable).findFirst();
    if (executable.isPresent()) {
      return executable.get();
    }
    throw places.isEmpty()
        ? new IOException(name + " is not on the PATH; install it")
        : new IOException(
            "%s is not on the PATH as a program: this user may not run %s; permit it"
                .formatted(name, places.get(0)));
  }

  private Process start() throws IOException {
    Path found = find();
    ProcessBuilder builder = new ProcessBuilder(found.toString(), "get");
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw failed("it cannot be run: " + whyNot(found).orElse(e.getMessage()), e);
    }
  }

  /** That a script's interpreter is missing is what a system says as if the script were. */
  private static Optional<String> whyNot(Path script) throws IOException {
    try (InputStream in = Files.newInputStream(script)) {
      String head = new String(in.readNBytes(256), ISO_8859_1);
      Optional<String> interpreter =
          head.startsWith("#!")
              ? Splitter.onPattern("\\s").splitToStream(head.substring(2).strip()).findFirst()
              : Optional.empty();
      return interpreter
          .filter(path -> !Files.isExecutable(Path.of(path)))
          .map(path -> "%s is to be run by %s, which is not there".formatted(script, path));
    }
  }

  private Answer answer(Process process, String input) throws IOException {
    FutureTask<String> out = reading(process.getInputStream());
    FutureTask<String> err = reading(process.getErrorStream());
    write(process, input);
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
  private static void write(Process process, String input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    } catch (IOException e) {
      return; // its answer or its end says more
    }
  }

  private IOException silent() {
    return failed("it did not answer within " + patience.toSeconds() + " s", null);
  }

  /** Names it. */
  IOException failed(String how, Throwable cause) {
    return new IOException(name + " failed: " + how, cause);
  }
}
