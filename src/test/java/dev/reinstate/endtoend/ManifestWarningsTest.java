package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is clear in a manifest, and better written otherwise. */
final class ManifestWarningsTest extends TwoImagesOnTwoHosts {

  private static final ImmutableList<String> WARNINGS =
      ImmutableList.of(
          "odd.yaml:3:8: 'src' is read as true",
          "odd.yaml:5:3: the promoter refuses the key 'token'",
          "odd.yaml:10:8: a tag is read as its text, though it is the number '1.10'");

  @Test
  void warningsAreSaidAndCountForNothing() throws IOException {
    Run validated = world.run("validate", "--manifest=" + odd()).endsWith(ExitCode.DONE);
    Run planned = world.reconcile("--json", "--manifest=" + odd()).endsWith(ExitCode.DONE);
    Run taken = world.takeSnapshot("--manifest=" + odd()).endsWith(ExitCode.DONE);
    for (String warning : WARNINGS) {
      String said = "warning: " + directory + "/" + warning;
      assertTrue(validated.err().contains(said), validated.err());
      assertTrue(planned.err().contains(said), planned.err());
      assertTrue(taken.err().contains(said), taken.err());
    }
    assertFalse(validated.out().contains("warning"), validated.out());
    assertEquals(0, planned.json().at("/summary/invalid").asInt());
    assertTrue(
        world
            .run("validate", "--log-format=json", "--manifest=" + odd())
            .err()
            .contains("\"severity\":\"WARNING\""));
  }

  @Test
  void strictlyTheyAreProblems() throws IOException {
    Path odd = odd();
    for (String command : ImmutableList.of("validate", "reconcile", "audit")) {
      Run run = world.run(command, "--strict", "--manifest=" + odd).endsWith(ExitCode.USAGE);
      WARNINGS.forEach(warning -> assertTrue(run.err().contains("/" + warning), run.err()));
      assertFalse(run.err().contains("warning"), run.err());
    }
    Run skipped =
        world
            .reconcile("--json", "--strict", "--skip-invalid", "--manifest=" + odd)
            .endsWith(ExitCode.PARTIAL);
    assertEquals(WARNINGS.size(), skipped.json().at("/summary/invalid").asInt());
  }

  private Path odd() throws IOException {
    return Files.writeString(
        directory.resolve("odd.yaml"),
        """
        registries:
        - name: staging.example/team
          src: yes
        - name: us.example/other
          token: x
        images:
        - name: app
          dmap:
            "%s":
            -  1.10
        """
            .formatted(app.digest()));
  }
}
