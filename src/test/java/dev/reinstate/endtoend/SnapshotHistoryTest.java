package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots taken night after night, and what they are worth afterwards. */
final class SnapshotHistoryTest {

  private static final String REPOSITORY = "us.example/prod/app";

  private final SampleImages samples = new SampleImages(20);
  private final SampleImage good = samples.oci(200);
  private final SampleImage bad = samples.oci(200);

  @TempDir private Path directory;
  private World world;
  private ManifestFile manifest;

  @BeforeEach
  void promoteAndTakeSnapshot() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.registry("staging.example");
    manifest = world.manifest("staging.example/team", "us.example/prod");
    manifest.promote("app", good.digest(), "v1");
    world.put(REPOSITORY, good, "v1");
    world.takeSnapshot().endsWith(ExitCode.DONE);
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void aTagMovedByAnAttackerGoesBackAfterAWeekOfSnapshots() {
    world.put(REPOSITORY, bad, "v1");
    for (int night = 0; night < 7; night++) {
      Run taken = world.takeSnapshot().endsWith(ExitCode.DONE);
      assertTrue(taken.out().contains("disputed " + REPOSITORY + ":v1"), taken.out());
    }
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    assertEquals(good.digest(), tag());
  }

  @Test
  void aManifestThatMovesAnAgreedTagIsRefusedAfterAWeekOfSnapshots() throws IOException {
    world.put("staging.example/team/app", bad);
    manifest.move("app", "v1", bad.digest());
    for (int night = 0; night < 7; night++) {
      world.takeSnapshot().endsWith(ExitCode.DONE);
    }
    Run refused = world.reconcile("--confirm", "--json").endsWith(ExitCode.PARTIAL);
    Finding finding = Iterables.getOnlyElement(refused.plan().findings());
    assertEquals(FindingKind.TAG_MOVE_REQUESTED, finding.kind());
    assertEquals(good.digest(), tag());

    world.reconcile("--confirm", "--allow-tag-moves").endsWith(ExitCode.DONE);
    assertEquals(bad.digest(), tag());
  }

  @Test
  void anImageThatVanishedLongAgoComesBack() {
    world.wipe("us.example");
    for (int night = 0; night < 3; night++) {
      world.takeSnapshot().endsWith(ExitCode.DONE);
    }
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    assertEquals(good.digest(), tag());
  }

  @Test
  void anIndexReachesANewRegionFromTheSnapshotAlone() throws IOException {
    SampleImage nested = samples.ociIndex(samples.ociIndex(samples.oci(50)), samples.docker(50));
    manifest.promote("app", nested.digest(), "v2");
    world.put(REPOSITORY, nested, "v2");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    var before = world.contents("us.example").state();
    world.wipe("us.example");
    world.registry("eu.example");
    ManifestFile more = world.manifest("staging.example/team", "eu.example/prod");
    more.promote("app", good.digest(), "v1");
    more.promote("app", nested.digest(), "v2");

    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    assertEquals(before, world.contents("eu.example").state());
    assertEquals(before, world.contents("us.example").state());
  }

  @Test
  void anUnchangedRegistryIsListedAndNotReadAgain() {
    world.registry("us.example").counts().reset();
    Run taken = world.takeSnapshot().endsWith(ExitCode.DONE);
    assertEquals(0, world.registry("us.example").counts().of(Endpoint.MANIFEST));
    assertEquals(0, world.registry("us.example").counts().of(Endpoint.BLOB));
    assertTrue(taken.out().contains("of which 0 are new"), taken.out());
  }

  @Test
  void anOlderSnapshotSpeaksForItsOwnTime() throws IOException {
    manifest.move("app", "v1", bad.digest());
    world.put(REPOSITORY, bad, "v1");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    manifest.move("app", "v1", good.digest());
    world.put(REPOSITORY, good);

    Run asOfThen = world.reconcile("--json", "--as-of=2026-11-24T12:00:00Z");
    asOfThen.endsWith(ExitCode.DONE);
    assertEquals("2026-11-24T02-00-00Z", asOfThen.json().get("asOf").asText());
    assertEquals("move-tag", Iterables.getOnlyElement(asOfThen.plan().actions()).kind());
    Run latest = world.reconcile("--json", "--as-of=latest").endsWith(ExitCode.PARTIAL);
    assertEquals(ImmutableList.of(), latest.plan().actions());
  }

  @Test
  void aTimeBeforeTheFirstSnapshotIsAUsageProblem() {
    world.registry("us.example").counts().reset();
    Run run = world.reconcile("--as-of=2020-01-01T00:00:00Z").endsWith(ExitCode.USAGE);
    assertTrue(run.err().contains("2026-11-24T02:00:00Z"), run.err());
    assertEquals(0, world.requests());
  }

  private DescriptorDigest tag() {
    return world.contents("us.example").resolve("prod/app", "v1").orElseThrow();
  }
}
