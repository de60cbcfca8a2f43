package dev.reinstate.bench;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs as whole processes and tells what they took. */
final class Stopwatch {

  private static final Duration TOO_LONG = Duration.ofMinutes(10);
  private static final double KIB_PER_MIB = 1024;

  private final Path directory;

  /**
   * @param directory where outputs go; each run replaces those of the one before
   */
  Stopwatch(Path directory) {
    this.directory = directory;
  }

  /** GNU time adds up the children too, which the JVM cannot ask for. */
  Finished run(Command command, Contender.Companion companion)
      throws IOException, InterruptedException, WrongResultException {
    Path out = directory.resolve("out.txt");
    Path err = directory.resolve("err.txt");
    Path cost = directory.resolve("cost.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
            ImmutableList.<String>builder()
                .add("time", "--quiet", "--format=%U %S %M", "--output=" + cost, "--")
                .addAll(command.words())
                .build());
    builder.environment().putAll(command.environment());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    long start = System.nanoTime();
    Process process = builder.start();
    try {
      companion.accompany(process, err);
    } catch (IOException e) {
      end(process);
      throw new WrongResultException(e.getMessage());
    }
    if (!process.waitFor(TOO_LONG.toSeconds(), TimeUnit.SECONDS)) {
      end(process);
      throw new WrongResultException("did not end within " + TOO_LONG.toMinutes() + " minutes");
    }
    double wall = (System.nanoTime() - start) / 1e9;
    return new Finished(process.exitValue(), cost(wall, cost), out, err);
  }

  private static void end(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }

  private static Cost cost(double wall, Path file) throws IOException {
    List<String> fields = Splitter.on(' ').splitToList(Files.readString(file).strip());
    double cpu = Double.parseDouble(fields.get(0)) + Double.parseDouble(fields.get(1));
    return new Cost(wall, cpu, Long.parseLong(fields.get(2)) / KIB_PER_MIB);
  }
}
