package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.revision.GitHistory;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pull request on manifests in a git repository. */
final class ChangedSinceTest {

  private static final ImmutableList<String> HOSTS = ImmutableList.of("us.example", "eu.example");

  private final SampleImages samples = new SampleImages(51);
  private final SampleImage first = samples.oci(80);
  private final SampleImage second = samples.docker(80);
  private final SampleImage added = samples.oci(80);

  @TempDir private Path directory;
  private World world;
  private ManifestFile manifest;
  private GitHistory git;
  private String base;

  @BeforeEach
  void promote() throws IOException, GitAPIException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    manifest = world.manifest("staging.example/team", "us.example/prod", "eu.example/prod");
    for (String name : ImmutableList.of("app", "lib", "tool", "old")) {
      promote(name, first, "v1");
      promote(name, second, "v2");
    }
    git = GitHistory.in(directory);
    base = git.commit();
  }

  @AfterEach
  void stop() throws IOException {
    git.close();
    world.close();
  }

  @Test
  void theNetworkPartReadsOnlyTheChangedRepositories() throws IOException {
    world.put("staging.example/team/app", added);
    manifest.promote("app", added.digest(), "v3");

    Run run = world.reconcile("--json", "--changed-since=" + base).endsWith(ExitCode.DONE);

    assertEquals(2, run.plan().actions().size());
    for (Action action : run.plan().actions()) {
      assertEquals("restore-image", action.kind());
      assertEquals("prod/app", action.repository().path());
    }
    for (String host : HOSTS) {
      assertEquals(1, world.registry(host).counts().total(), "one listing of one repository");
    }
    assertEquals(1, world.registry("staging.example").counts().total());
  }

  @Test
  void anEditThatChangesNoDesiredStateReadsNothing() throws IOException {
    String text = Files.readString(manifest.path());
    Files.writeString(manifest.path(), "# Reviewed.\n" + text.replace("  dmap:", "\n  dmap:"));

    Run run = world.reconcile("--changed-since=HEAD").endsWith(ExitCode.DONE);

    assertTrue(run.out().endsWith("Nothing to promote.\n"), run.out());
    assertEquals(0, world.requests());
  }

  @Test
  void aMovedTagAndADroppedImageFailOfflineWithTheirLines() throws IOException {
    stagePullRequest();

    Run run = world.run(validate("--changed-since=" + base)).endsWith(ExitCode.PARTIAL);

    ImmutableList<String> lines = findings(run);
    assertEquals(2, lines.size(), run.out());
    String move = lines.get(0);
    assertTrue(move.startsWith("! tag-move-requested eu.example/prod/lib:v1 and 1 more: "), move);
    assertTrue(move.contains(placeOf("lib", second)), move);
    assertTrue(move.contains(first.digest().toString()), move);
    assertTrue(move.contains(second.digest().toString()), move);
    String removal = lines.get(1);
    String image = "eu.example/prod/old@" + first.digest() + " (v1) and 1 more: ";
    assertTrue(removal.startsWith("! removal-requested " + image), removal);
    assertTrue(removal.contains(manifest.path() + ":"), removal);
    assertTrue(removal.contains(" of " + base.substring(0, 12)), removal);
    assertEquals(0, world.requests());
  }

  @Test
  void bothCanBePermitted() throws IOException {
    stagePullRequest();
    String since = "--changed-since=" + base;
    Run moves = world.run(validate(since, "--allow-tag-moves")).endsWith(ExitCode.PARTIAL);
    assertTrue(Iterables.getOnlyElement(findings(moves)).startsWith("! removal-requested "));
    Run removals = world.run(validate(since, "--allow-removals")).endsWith(ExitCode.PARTIAL);
    assertTrue(Iterables.getOnlyElement(findings(removals)).startsWith("! tag-move-requested "));
    world.run(validate(since, "--allow-tag-moves", "--allow-removals")).endsWith(ExitCode.DONE);
  }

  @Test
  void aTagMovedByTheChangeIsNotMovedInTheRegistryEvenWithoutASnapshot() throws IOException {
    manifest.move("lib", "v1", second.digest());
    var before = world.state();

    Run run =
        world
            .reconcile("--json", "--confirm", "--changed-since=" + base)
            .endsWith(ExitCode.PARTIAL);

    assertEquals(ImmutableList.of(), run.plan().actions());
    List<Finding> findings = run.plan().findings();
    assertEquals(2, findings.size(), "one a destination: " + findings);
    for (Finding finding : findings) {
      assertEquals(FindingKind.TAG_MOVE_REQUESTED, finding.kind());
      assertTrue(finding.detail().contains(placeOf("lib", second)), finding.detail());
    }
    assertEquals(before, world.state());
    Run allowed = world.reconcile("--confirm", "--allow-tag-moves", "--changed-since=" + base);
    allowed.endsWith(ExitCode.DONE);
    HOSTS.forEach(
        host ->
            assertEquals(
                second.digest(), world.contents(host).resolve("prod/lib", "v1").orElseThrow()));
  }

  @Test
  void anImageThatItsSourceDoesNotHaveIsLost() throws IOException {
    manifest.promote("app", added.digest(), "v3");
    Run run = world.reconcile("--json", "--changed-since=" + base).endsWith(ExitCode.PARTIAL);
    assertEquals(2, run.plan().findings().size());
    run.plan().findings().forEach(found -> assertEquals(FindingKind.LOST, found.kind()));
  }

  @Test
  void whatWasWrongInTheBaseIsNotTheAuthors() throws IOException, GitAPIException {
    String good = Files.readString(manifest.path());
    Files.writeString(
        manifest.path(), good.replace("sha256:" + first.digest().getHash(), "ha256:"));
    String broken = git.commit();
    Files.writeString(manifest.path(), good);
    world.run(validate("--changed-since=" + broken)).endsWith(ExitCode.DONE);
  }

  @Test
  void theChangeStaysWithinTheScope() throws IOException {
    stagePullRequest();
    Run run = world.reconcile("--changed-since=" + base, "--exclude=**/{lib,old,app}");
    run.endsWith(ExitCode.DONE);
    assertEquals(0, world.registry("us.example").counts().of(Endpoint.TAGS));
  }

  @Test
  void aRevisionThatIsNotThereIsAUsageProblem() throws GitAPIException, IOException {
    String unknown = "0123456789012345678901234567890123456789";
    for (String revision : ImmutableList.of("nobody", unknown, "HEAD^", "HEAD^^{")) {
      Run run = world.run(validate("--changed-since=" + revision)).endsWith(ExitCode.USAGE);
      assertTrue(run.err().contains("no commit '" + revision + "'"), run.err());
      assertFalse(run.err().contains("shallow"), run.err());
    }
    git.commit();
    Path shallow = directory.resolve("shallow");
    git.cloneShallow(shallow);
    Path file = shallow.resolve(manifest.path().getFileName());
    Run run = world.run("validate", "--manifest=" + file, "--changed-since=HEAD^");
    assertTrue(run.endsWith(ExitCode.USAGE).err().contains("fetch more"), run.err());
  }

  @Test
  void aManifestOutsideAnyWorkTreeIsAUsageProblem(@TempDir Path elsewhere) throws IOException {
    Path copy = Files.copy(manifest.path(), elsewhere.resolve("manifest.yaml"));
    Run run = world.run("validate", "--manifest=" + copy, "--changed-since=HEAD");
    assertTrue(run.endsWith(ExitCode.USAGE).err().contains("no git work tree"), run.err());
  }

  @Test
  void aNightlyJobIsNeverNarrowed() {
    Run run = world.reconcile("--changed-since=auto").endsWith(ExitCode.USAGE);
    assertTrue(run.err().contains("--changed-since: auto needs"), run.err());
    assertEquals(0, world.requests());
  }

  /** Adds one image, moves one tag and drops one image. */
  private void stagePullRequest() throws IOException {
    manifest.promote("app", added.digest(), "v3");
    manifest.move("lib", "v1", second.digest());
    manifest.drop("old", first.digest());
  }

  private String[] validate(String... more) {
    return ImmutableList.<String>builder()
        .add("validate", "--manifest=" + manifest.path())
        .add(more)
        .build()
        .toArray(String[]::new);
  }

  private static ImmutableList<String> findings(Run run) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("! "))
        .collect(ImmutableList.toImmutableList());
  }

  /** {@code file:line:} where the manifest now names the image. */
  private String placeOf(String name, SampleImage image) throws IOException {
    List<String> lines = Files.readAllLines(manifest.path());
    int line = lines.indexOf("- name: " + name);
    while (!lines.get(line).contains(image.digest().toString())) {
      line++;
    }
    return manifest.path() + ":" + (line + 1) + ":";
  }

  private void promote(String name, SampleImage image, String tag) throws IOException {
    manifest.promote(name, image.digest(), tag);
    HOSTS.forEach(host -> world.put(host + "/prod/" + name, image, tag));
  }
}
