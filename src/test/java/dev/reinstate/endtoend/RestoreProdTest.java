package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/restore_prod.sh}, run by bash, after a registry was emptied. */
final class RestoreProdTest {

  private static final Path SCRIPT = Path.of("scripts/restore_prod.sh").toAbsolutePath();

  private final SampleImages samples = new SampleImages(31);

  @TempDir private Path directory;
  private ScriptRunner runner;
  private World world;
  private Object before;

  @BeforeEach
  void promoteTakeSnapshotAndLoseEverything() throws IOException {
    runner = ScriptRunner.in(directory);
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    ManifestFile manifest = world.manifest("staging.example/team", "us.example/prod");
    for (int i = 0; i < 12; i++) {
      SampleImage image = samples.oci(50);
      manifest.promote("app", image.digest(), "v" + i);
      world.put("us.example/prod/app", image, "v" + i);
    }
    world.put("us.example/prod/app", samples.oci(50), "unreviewed");
    world.registry("staging.example");
    before = world.state();
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.wipe("us.example");
  }

  @AfterEach
  void stop() throws IOException {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void withoutATerminalItAppliesExactlyThePlanThatIsNamed() throws Exception {
    var lost = world.state();
    ScriptRunner.Ended unasked = runner.run("", script());
    unasked.with(ExitCode.USAGE);
    assertTrue(unasked.said().contains("--yes=PLANID"), unasked.said());
    runner.run("", script("--yes=" + "0".repeat(64))).with(ExitCode.REFUSED);
    runner.run("", script("--yes=0", "--confirm")).with(ExitCode.USAGE);
    assertEquals(lost, world.state());
    assertEquals(0, world.requests("PUT") + world.requests("POST"));

    String id =
        world.reconcile("--restore-unmanaged", "--json").endsWith(ExitCode.DONE).plan().id();
    runner.run("", script("--yes=" + id)).with(ExitCode.DONE);
    assertEquals(before, world.state());
  }

  @Test
  void onATerminalItShowsThePlanAndTakesTheBeginningOfItsIdForAYes() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1) to make a terminal");
    var lost = world.state();
    ScriptRunner.Ended refused = runner.run("yes\n", onATerminal());
    refused.with(ExitCode.REFUSED);
    assertTrue(refused.said().contains("+ image app@"), refused.said());
    assertTrue(refused.said().contains("Nothing was written."), refused.said());
    assertEquals(lost, world.state());

    String id =
        world.reconcile("--restore-unmanaged", "--json").endsWith(ExitCode.DONE).plan().id();
    ScriptRunner.Ended done = runner.run(id.substring(0, 8) + "\n", onATerminal());
    done.with(ExitCode.DONE);
    assertTrue(done.said().contains("This is plan " + id), done.said());
    assertEquals(before, world.state());
  }

  private ImmutableList<String> script(String... more) {
    return Stream.of(
            Stream.of(ScriptRunner.BASH, SCRIPT.toString()), Stream.of(world.options(more)))
        .flatMap(words -> words)
        .collect(ImmutableList.toImmutableList());
  }

  private ImmutableList<String> onATerminal() {
    String command =
        script().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    return ImmutableList.of("/usr/bin/script", "-qec", command, "/dev/null");
  }
}
