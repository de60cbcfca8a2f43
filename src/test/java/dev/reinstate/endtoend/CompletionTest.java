package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionTest {

  @TempDir private Path directory;

  @Test
  void bashCompletesCommandsAndOptionsOfTheScript() throws Exception {
    try (World world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults())) {
      Run run = world.run("generate-completion").endsWith(ExitCode.DONE);
      Files.writeString(directory.resolve("completion"), run.out());
    }
    assertEquals("snapshot", completed("scripts/reinstate", "snap"));
    assertEquals("--max-age", completed("scripts/reinstate", "snapshot", "verify", "--max"));
  }

  @Test
  void helpIsForPeople() throws Exception {
    try (World world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults())) {
      Run run = world.run("--help").endsWith(ExitCode.DONE);
      assertFalse(run.out().contains("generate-completion"), run.out());
    }
  }

  /** What bash would show; its compopt works only while somebody types. */
  private String completed(String... typed) throws Exception {
    String script =
        """
        set -e; . %s; compopt() { :; }; COMP_WORDS=(%s); COMP_CWORD=%d
        _complete_reinstate; echo "${COMPREPLY[@]}"
        """
            .formatted(directory.resolve("completion"), String.join(" ", typed), typed.length - 1);
    ScriptRunner.Ended ended =
        ScriptRunner.in(directory).run("", List.of(ScriptRunner.BASH, "-c", script));
    ended.with(ExitCode.DONE);
    return ended.said().strip();
  }
}
