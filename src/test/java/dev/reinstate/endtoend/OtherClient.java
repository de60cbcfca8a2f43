package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.reinstate.registry.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A client of registries that is not ours, without any configuration of the user's; nothing but
 * loopback answers it.
 *
 * @param directory a scratch one, which is its home, too
 */
record OtherClient(Path binary, Path directory) {

  /** Nothing listens there. Go's clients do not ask a proxy about loopback. */
  private static final String NO_ONE = "http://127.0.0.1:9";

  /**
   * What a command did.
   *
   * @param out all of standard output
   * @param err all of standard error
   */
  record Ended(int code, String out, String err) {}

  /** The first of this name on the {@code PATH}; skips the test on a machine without it. */
  static OtherClient find(String name, Path directory) {
    Optional<OtherClient> client = onPath(name, directory);
    Assumptions.assumeTrue(client.isPresent(), name + " is not installed");
    return client.orElseThrow();
  }

  /** The same, or nothing. */
  static Optional<OtherClient> onPath(String name, Path directory) {
    return Installed.program(name).map(binary -> new OtherClient(binary, directory));
  }

  Ended run(String... words) throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of(binary.toString()), Stream.of(words)).toList();
    Path out = Files.createTempFile(directory, "client", ".out");
    Path err = Files.createTempFile(directory, "client", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "HOME",
                directory.toString(),
                "DOCKER_CONFIG",
                directory.resolve("docker").toString(),
                "REGCTL_CONFIG",
                directory.resolve("regctl.json").toString(),
                "COSIGN_PASSWORD",
                "",
                "COSIGN_EXPERIMENTAL",
                "1",
                "HTTP_PROXY",
                NO_ONE,
                "HTTPS_PROXY",
                NO_ONE));
    int code = builder.directory(directory.toFile()).start().waitFor();
    return new Ended(code, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  /** Its standard output; fails with all it said. */
  @CanIgnoreReturnValue
  String succeeds(String... words) throws IOException, InterruptedException {
    Ended ended = run(words);
    assertEquals(0, ended.code(), () -> binary + " " + List.of(words) + ": " + ended);
    return ended.out();
  }
}
