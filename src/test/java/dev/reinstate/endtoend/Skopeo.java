package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The {@code skopeo} command.
 *
 * @param errors where the last command's standard error goes
 */
record Skopeo(Path errors) {

  private static final Path BINARY = Path.of("/usr/bin/skopeo");

  /** Skips the test on a machine without skopeo. */
  static Skopeo find(Path directory) {
    Assumptions.assumeTrue(Files.isExecutable(BINARY), "skopeo is not installed");
    return new Skopeo(directory.resolve("skopeo.err"));
  }

  /** Its standard output; fails with its standard error. */
  @CanIgnoreReturnValue
  byte[] run(String... words) throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of(BINARY.toString()), Stream.of(words)).toList();
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    byte[] out = process.getInputStream().readAllBytes();
    int code = process.waitFor();
    String said = Files.readString(errors, UTF_8);
    assertEquals(0, code, () -> command + " failed: " + said);
    return out;
  }
}
