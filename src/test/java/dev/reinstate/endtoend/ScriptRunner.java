package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.reinstate.cli.console.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Runs our scripts, which find the classes under test where the program would be; the real one
 * would build them again.
 *
 * @param directory a scratch one
 */
record ScriptRunner(Path directory) {

  static final String BASH = "/bin/bash";

  /** What a process said, standard error included, and its exit code. */
  record Ended(int code, String said) {

    void with(ExitCode expected) {
      assertEquals(expected.value(), code, said);
    }
  }

  /** Skips the test on a machine without bash. */
  static ScriptRunner in(Path directory) {
    assumeTrue(Files.isExecutable(Path.of(BASH)), "no bash");
    return new ScriptRunner(directory);
  }

  /**
   * Runs a command to its end.
   *
   * @param typed its whole standard input
   */
  @CanIgnoreReturnValue
  Ended run(String typed, List<String> command) throws IOException, InterruptedException {
    Path said = Files.createTempFile(directory, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("REINSTATE", program().toString());
    builder.environment().put("SHELL", BASH);
    Process process = builder.start();
    try (OutputStream input = process.getOutputStream()) {
      input.write(typed.getBytes(UTF_8));
    }
    return new Ended(process.waitFor(), Files.readString(said));
  }

  private Path program() throws IOException {
    Path program = directory.resolve("reinstate");
    Files.writeString(
        program,
        """
        #!/bin/bash
        exec '%s/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' dev.reinstate.Main "$@"
        """
            .formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }
}
