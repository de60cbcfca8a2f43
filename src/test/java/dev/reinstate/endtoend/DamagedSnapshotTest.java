package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One damaged part of a snapshot stops nothing else. */
final class DamagedSnapshotTest {

  private static final Repository APP = Repository.parse("us.example/prod/app");
  private static final Repository LIB = Repository.parse("us.example/prod/lib");

  @TempDir private Path directory;
  private final SampleImages samples = new SampleImages(3);
  private final SampleImage app = samples.oci(100);
  private final SampleImage lib = samples.oci(100);
  private final SampleImage later = samples.oci(100);
  private final SampleImage stranger = samples.oci(100);
  private World world;
  private ManifestFile manifest;
  private StoredFiles files;

  /** Two snapshots; the second one knows a tag more. */
  @BeforeEach
  void takeTwo() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    files = new StoredFiles(world.snapshot());
    manifest = world.manifest("staging.example/team", "us.example/prod");
    manifest.promote("app", app.digest(), "v1");
    manifest.promote("lib", lib.digest(), "v1");
    world.put(APP.toString(), app, "v1");
    world.put(LIB.toString(), lib, "v1");
    world.registry("staging.example");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.put(APP.toString(), later, "v2");
    manifest.promote("app", later.digest(), "v2");
    world.takeSnapshot().endsWith(ExitCode.DONE);
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  private void moveTags() {
    world.put(APP.toString(), stranger, "v1", "v2");
    world.put(LIB.toString(), stranger, "v1");
  }

  @Test
  void aDamagedIndexIsReadFromTheSnapshotBeforeAndTheRestGoesOn() throws IOException {
    files.damage(APP);
    moveTags();
    Run dry = world.reconcile("--json");
    dry.endsWith(ExitCode.PARTIAL);
    assertEquals(
        List.of(APP, LIB),
        dry.plan().plan().actions().stream().map(Action::repository).sorted().toList());
    assertTrue(
        dry.plan().plan().findings().stream()
            .filter(Finding.Unreadable.class::isInstance)
            .anyMatch(
                finding ->
                    finding.repository().equals(Optional.of(APP))
                        && finding.detail().contains("is used instead")));

    world.reconcile("--confirm").endsWith(ExitCode.PARTIAL);
    assertEquals(Optional.of(app.digest()), resolve(APP, "v1"));
    assertEquals(Optional.of(lib.digest()), resolve(LIB, "v1"));
    assertEquals(
        Optional.of(stranger.digest()), resolve(APP, "v2"), "its agreed value is not known");
  }

  @Test
  void theNextTakeWritesWhatIsLiveAndAllIsWell() throws IOException {
    files.damage(APP);
    Run taken = world.takeSnapshot();
    taken.endsWith(ExitCode.PARTIAL);
    assertTrue(taken.out().contains("! damaged repository " + APP), taken.out());
    assertWell();
  }

  @Test
  void aDamagedTreeIsReadFromTheSnapshotBefore() throws IOException {
    StoredFiles.replace(files.tree("us.example/prod"), "");
    moveTags();
    world.reconcile("--confirm").endsWith(ExitCode.PARTIAL);
    assertEquals(Optional.of(app.digest()), resolve(APP, "v1"));
    assertEquals(Optional.of(stranger.digest()), resolve(APP, "v2"));
    world.put(APP.toString(), later, "v2");
    world.takeSnapshot().endsWith(ExitCode.PARTIAL);
    assertWell();
  }

  @Test
  void aDamagedRootIsPassedOver() throws IOException {
    Path newest = files.roots().getLast();
    StoredFiles.replace(newest, Files.readString(newest).substring(1));
    world.put(APP.toString(), stranger, "v1");
    Run run = world.reconcile("--confirm");
    run.endsWith(ExitCode.PARTIAL);
    assertTrue(run.out().contains("! damaged snapshot 2026"), run.out());
    assertEquals(Optional.of(app.digest()), resolve(APP, "v1"));
    world.takeSnapshot().endsWith(ExitCode.PARTIAL);
    assertWell();
  }

  @Test
  void whenNoRootReadsNothingIsDoneButATakeBeginsAnew() throws IOException {
    for (Path root : files.roots()) {
      StoredFiles.replace(root, "");
    }
    moveTags();
    Run run = world.reconcile("--confirm");
    run.endsWith(ExitCode.UNEXPECTED);
    assertTrue(run.err().contains("`reinstate snapshot take` begins anew"), run.err());
    assertEquals(Optional.of(stranger.digest()), resolve(APP, "v1"));
    world.takeSnapshot().endsWith(ExitCode.PARTIAL);
    world.takeSnapshot().endsWith(ExitCode.DONE);
  }

  @Test
  void everyReaderNamesTheRepositoryAndGoesOn() throws IOException {
    files.damage(APP);
    String store = "--snapshot=" + world.snapshot();
    ImmutableList<Run> runs =
        ImmutableList.of(
            world.run("snapshot", "diff", store, "--from=2026-11-24T03:00:00Z"),
            world.run("snapshot", "export", store, directory.resolve("layout").toString()),
            world.run("snapshot", "drill", store),
            world.run("snapshot", "verify", store));
    for (Run run : runs) {
      run.endsWith(ExitCode.PARTIAL);
      assertTrue(run.out().startsWith("! rep"), run.out());
    }
    assertTrue(Files.readString(directory.resolve("layout/index.json")).contains(LIB + ":v1"));
    world.run("snapshot", "list", store).endsWith(ExitCode.DONE);
  }

  private void assertWell() {
    world
        .run("snapshot", "verify", "--deep", "--snapshot=" + world.snapshot())
        .endsWith(ExitCode.DONE);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.reconcile().endsWith(ExitCode.DONE);
  }

  private Optional<DescriptorDigest> resolve(Repository repository, String tag) {
    return world.contents(repository.host()).resolve(repository.path(), tag);
  }
}
