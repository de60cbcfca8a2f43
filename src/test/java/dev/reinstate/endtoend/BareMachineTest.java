package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our scripts on a machine with a shell, a JDK and Maven, where nothing can be installed. */
final class BareMachineTest {

  private static final ImmutableList<String> THERE =
      ImmutableList.of(
          "bash", "cat", "chmod", "dirname", "env", "id", "mktemp", "readlink", "rm", "sed");

  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void install() throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(Path.of(ScriptRunner.BASH)), "no bash");
    path = Files.createDirectory(directory.resolve("bin"));
    for (String program : THERE) {
      Files.createSymbolicLink(path.resolve(program), find(program));
    }
    Path maven = path.resolve("mvn");
    Files.writeString(maven, "#!" + ScriptRunner.BASH + "\necho \"maven: $*\"\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void theImageIsNotTestedWithoutBuildah() throws Exception {
    String said = run("scripts/test-image", 0);
    assertTrue(said.contains("test-image: skipped: "), said);
  }

  @Test
  void theTestsRunWithoutWhatTheyWouldInstall() throws Exception {
    String said = run("scripts/test", 0);
    assertTrue(said.contains("to be installed by you: docker-registry skopeo shellcheck "), said);
    assertTrue(said.contains("maven: -B --no-transfer-progress verify"), said);
  }

  @Test
  void theBenchmarkNamesWhatItNeeds() throws Exception {
    assertTrue(run("scripts/bench", 1).contains("bench needs GNU time; install it."));
  }

  private String run(String script, int expected) throws IOException, InterruptedException {
    ProcessBuilder process =
        new ProcessBuilder(ScriptRunner.BASH, script).redirectErrorStream(true);
    process.environment().clear();
    process.environment().put("PATH", path.toString());
    process.environment().put("HOME", directory.toString());
    process.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process started = process.start();
    String said = new String(started.getInputStream().readAllBytes(), UTF_8);
    assertEquals(expected, started.waitFor(), said);
    return said;
  }

  private static Path find(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(each -> Path.of(each, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
