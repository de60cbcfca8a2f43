package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nights on machines whose clocks are off by years. */
class ClocksRunTest {

  private static final String REPOSITORY = "us.example/prod/app";

  private final SampleImages samples = new SampleImages(9);
  private final SampleImage good = samples.oci(100);
  private final SampleImage bad = samples.oci(101);
  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void promoteAndTakeSnapshot() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.registry("staging.example");
    world.manifest("staging.example/team", "us.example/prod").promote("app", good.digest(), "v1");
    world.put(REPOSITORY, good, "v1");
    world.takeSnapshot().endsWith(ExitCode.DONE);
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {730, -20_000})
  void aSnapshotOfAnotherTimeSpoilsNoNight(long days) {
    night(Duration.ofDays(days)).endsWith(ExitCode.DONE);
    Run doubted = verify().endsWith(ExitCode.PARTIAL);
    assertTrue(doubted.out().contains("how old the newest is nobody can say"), doubted.out());
    assertFalse(doubted.out().contains("sound"), doubted.out());

    Run taken = world.takeSnapshot().endsWith(ExitCode.DONE);
    assertTrue(taken.out().startsWith("Snapshot 2026-11-26T02-00-00Z"), taken.out());
    Run sound = verify().endsWith(ExitCode.DONE);
    assertTrue(sound.out().contains("Snapshot 2026-11-26T02-00-00Z"), sound.out());
    assertTrue(sound.out().contains("dated "), sound.out());

    world.wipe("us.example");
    world
        .reconcile("--confirm", "--restore-unmanaged", "--as-of=2026-11-26T02:00:30Z")
        .endsWith(ExitCode.DONE);
    assertEquals(good.digest(), tag());
  }

  @Test
  void aMovedTagGoesBackThoughTheNightWasInAnotherYear() {
    world.put(REPOSITORY, bad, "v1");
    night(Duration.ofDays(730)).endsWith(ExitCode.DONE);
    Run run = world.reconcile("--confirm").endsWith(ExitCode.DONE);
    assertTrue(run.err().contains("ahead of this machine's clock"), run.err());
    assertEquals(good.digest(), tag());
  }

  @Test
  void aLeaseThatEndsInAYearStopsNobodyForAYear() throws IOException {
    world.put(REPOSITORY, bad, "v1");
    Path lease = directory.resolve("lease");
    Files.writeString(
        lease, "{\"holder\": \"somebody\", \"run\": \"x\", \"expires\": \"2099-01-01T00:00:00Z\"}");
    Run refused = world.reconcile("--confirm", "--lease=" + lease).endsWith(ExitCode.REFUSED);
    assertTrue(refused.err().contains("somebody holds " + lease), refused.err());
    assertTrue(refused.err().contains("one of the two clocks is wrong"), refused.err());
    assertTrue(refused.err().contains(" seconds takes it"), refused.err());
    assertEquals(bad.digest(), tag());

    Files.setLastModifiedTime(lease, FileTime.from(Instant.now().minus(Duration.ofMinutes(6))));
    world.reconcile("--confirm", "--lease=" + lease).endsWith(ExitCode.DONE);
    assertEquals(good.digest(), tag());
  }

  /** A snapshot on a machine whose clock is off. */
  private Run night(Duration off) {
    world.pass(off.minusDays(1));
    Run taken = world.takeSnapshot();
    world.pass(off.negated().plusDays(1));
    return taken;
  }

  private Run verify() {
    return world.run("snapshot", "verify", "--max-age=1000000d", "--snapshot=" + world.snapshot());
  }

  private Object tag() {
    return world.contents("us.example").state().get("prod/app").tags().get("v1");
  }
}
