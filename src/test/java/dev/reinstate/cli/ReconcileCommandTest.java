package dev.reinstate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import dev.reinstate.sandbox.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.SampleImage;
import dev.reinstate.sandbox.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main command's contract: options, output and exit codes. */
final class ReconcileCommandTest {

  private static final ImmutableList<String> PLAN_FIELDS =
      ImmutableList.of(
          "version", "planId", "createdAt", "asOf", "inputs", "summary", "actions", "findings");
  private static final ImmutableSet<String> SUMMARY_FIELDS =
      ImmutableSet.of(
          "restoreImage",
          "addTag",
          "moveTag",
          "lost",
          "tagMoveRequested",
          "tagConflict",
          "unmanagedTagMoved",
          "unmanagedMissing",
          "retired",
          "extra",
          "unreadable",
          "invalid");

  private final SampleImages samples = new SampleImages(13);
  private final SampleImage app = samples.oci(100);
  private final SampleImage lib = samples.docker(100);

  @TempDir private Path directory;
  private World world;
  private ManifestFile manifest;

  @BeforeEach
  void promote() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    manifest = world.manifest("staging.example/team", "us.example/prod", "eu.example/prod");
    manifest.promote("app", app.digest(), "v1");
    manifest.promote("lib", lib.digest(), "v2");
    world.put("staging.example/team/app", app);
    world.put("staging.example/team/lib", lib);
    for (String host : ImmutableList.of("us.example", "eu.example")) {
      world.put(host + "/prod/app", app, "v1");
      world.put(host + "/prod/lib", lib, "v2");
    }
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void everyUsageProblemIsSaidAtOnceBeforeTheFirstRequest() {
    Run run =
        world
            .run(
                "reconcile",
                "--snapshot=s3://bucket",
                "--as-of=yesterday",
                "--include=[",
                "--exclude={",
                "--rewrite=us.example",
                "--concurrency=0",
                "--rate=-1",
                "--max-tag-moves=-1",
                "--max-missing=101",
                "--approve=latest")
            .endsWith(ExitCode.USAGE);
    for (String named :
        ImmutableList.of(
            "--thin-manifest-dir",
            "--snapshot",
            "--as-of",
            "--include",
            "--exclude",
            "--rewrite",
            "--concurrency",
            "--rate",
            "--max-tag-moves",
            "--max-missing",
            "--approve")) {
      assertTrue(run.err().contains(named), () -> named + " is not in " + run.err());
    }
    assertEquals("", run.out());
    assertEquals(0, world.requests());
  }

  @Test
  void whatIsNoOptionOrNoNumberIsAUsageProblem() {
    assertTrue(world.reconcile("--confrim").endsWith(ExitCode.USAGE).err().contains("--confrim"));
    Run run = world.reconcile("--concurrency=many").endsWith(ExitCode.USAGE);
    assertTrue(run.err().contains("--concurrency"), run.err());
    assertTrue(world.run("restore").endsWith(ExitCode.USAGE).err().contains("restore"));
    assertEquals(0, world.requests());
  }

  @Test
  void aStoreWithoutSnapshotsIsAUsageProblemAndStaysAsItIs() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Path absent = directory.resolve("absent");
    for (Path store : ImmutableList.of(empty, absent)) {
      Run run = world.reconcile("--snapshot=" + store).endsWith(ExitCode.USAGE);
      assertTrue(run.err().contains("holds no snapshot"), run.err());
      assertTrue(run.err().contains("reinstate snapshot take"), run.err());
    }
    assertFalse(Files.exists(absent));
    assertEquals(0, world.requests());
  }

  @Test
  void theDryRunsJsonHasTheFieldsOfThePlan() {
    stageOneOfEach();
    Run run = world.reconcile("--json").endsWith(ExitCode.DONE);
    JsonNode json = run.json();
    PLAN_FIELDS.forEach(field -> assertTrue(json.has(field), field));
    assertFalse(json.has("outcomes"), "a dry run has no outcomes");
    assertEquals(1, json.get("version").asInt());
    assertTrue(json.get("planId").asText().matches("[0-9a-f]{64}"));
    assertEquals("2026-11-24T02:00:00Z", json.get("createdAt").asText());
    assertEquals("2026-11-24T02-00-00Z", json.get("asOf").asText());
    assertEquals(1, json.at("/inputs/manifests").asInt());
    assertEquals(4, json.at("/inputs/repositories").asInt());
    assertEquals(SUMMARY_FIELDS, ImmutableSet.copyOf(json.get("summary").fieldNames()));
    assertEquals(1, json.at("/summary/restoreImage").asInt());
    assertEquals(1, json.at("/summary/addTag").asInt());
    assertEquals(1, json.at("/summary/moveTag").asInt());
    assertTrue(run.err().contains("3 to do; nothing was written"), run.err());
  }

  @Test
  void theActionsSayWhatWhereWhyAndFromWhere() {
    stageOneOfEach();
    JsonNode actions = world.reconcile("--json").json().get("actions");
    assertEquals(3, actions.size());
    JsonNode added = actions.get(0);
    assertEquals("add-tag", added.get("kind").asText());
    assertEquals("eu.example/prod/app", added.get("repository").asText());
    assertEquals("v1", added.get("tag").asText());
    assertEquals(app.digest().toString(), added.get("digest").asText());
    JsonNode moved = actions.get(1);
    assertEquals("move-tag", moved.get("kind").asText());
    assertEquals(app.digest().toString(), moved.get("from").asText());
    assertEquals(lib.digest().toString(), moved.get("to").asText());
    assertFalse(moved.has("digest"), "fields that do not apply are absent");
    JsonNode restored = actions.get(2);
    assertEquals("restore-image", restored.get("kind").asText());
    assertEquals(ImmutableList.of("v1"), texts(restored.get("tags")));
    assertEquals("manifest", restored.get("authority").asText());
    assertEquals("mirror", restored.at("/source/kind").asText());
    assertEquals("eu.example/prod/app", restored.at("/source/reference").asText());
  }

  @Test
  void theConfirmedRunsJsonAddsOutcomesAndTraffic() {
    stageOneOfEach();
    JsonNode json = world.reconcile("--json", "--confirm").endsWith(ExitCode.DONE).json();
    assertEquals(3, json.get("outcomes").size());
    json.get("outcomes")
        .forEach(
            outcome -> {
              assertEquals("done", outcome.get("status").asText());
              assertTrue(outcome.at("/action/repository").isTextual());
            });
    assertTrue(json.at("/requests").elements().hasNext(), json.toString());
    json.get("requests")
        .forEach(host -> assertTrue(host.path("GET").asLong() > 0, json.toString()));
    assertTrue(json.at("/bytes/sent").asLong() > 0);
  }

  @Test
  void artifactsHoldPlanAndResult() throws IOException {
    stageOneOfEach();
    Path artifacts = directory.resolve("artifacts");
    Run run = world.reconcile("--confirm", "--json", "--artifacts=" + artifacts);
    run.endsWith(ExitCode.DONE);
    assertEquals(run.out(), Files.readString(artifacts.resolve("result.json")));
    assertTrue(Files.readString(artifacts.resolve("plan.json")).contains(run.plan().id()));
  }

  @Test
  void onlyWhatIsIncludedAndNotExcludedIsReadAndMended() {
    for (String host : ImmutableList.of("us.example", "eu.example")) {
      world.delete(host + "/prod/app", app);
      world.delete(host + "/prod/lib", lib);
    }
    world.reconcile("--confirm", "--include=us.example/**", "--exclude=**/lib");
    assertTrue(isTagged("us.example", "prod/app", "v1"));
    assertFalse(isTagged("us.example", "prod/lib", "v2"));
    assertFalse(isTagged("eu.example", "prod/app", "v1"));
    Run rest = world.reconcile("--json").endsWith(ExitCode.DONE);
    assertEquals(3, rest.plan().actions().size());
  }

  @Test
  void theLongestRewriteActsAtTheEdgeAndPlansKeepTheManifestsNames() throws IOException {
    try (World drill = new World(directory, EmbeddedRegistryOptions.defaults())) {
      String scratch = drill.registry("scratch").host();
      Run run =
          world.reconcile(
              "--json",
              "--confirm",
              "--include=us.example/prod/app",
              "--rewrite=us.example/prod=" + scratch + "/drill/us");
      run.endsWith(ExitCode.DONE);
      assertEquals(
          "us.example/prod/app",
          Iterables.getOnlyElement(run.plan().actions()).repository().toString());
      assertEquals(
          Optional.of(app.digest()), drill.contents("scratch").resolve("drill/us/app", "v1"));
      assertEquals(1, drill.contents("scratch").state().size());
      assertTrue(texts(run.json().get("rewrites")).toString().contains("/drill/us"), run.out());
    }
  }

  @Test
  void driftIsAnExitCodeOnlyOnRequest() {
    world.reconcile("--exit-on-drift").endsWith(ExitCode.DONE);
    world.contents("us.example").untag("prod/app", "v1");
    world.reconcile().endsWith(ExitCode.DONE);
    world.reconcile("--exit-on-drift").endsWith(ExitCode.DRIFT);
    world.reconcile("--exit-on-drift", "--confirm").endsWith(ExitCode.DONE);
  }

  @Test
  void dryRunWinsOverConfirm() {
    world.contents("us.example").untag("prod/app", "v1");
    world.reconcile("--confirm", "--dry-run").endsWith(ExitCode.DONE);
    assertFalse(isTagged("us.example", "prod/app", "v1"));
  }

  @Test
  void problemsOfManifestsStopTheRunBeforeItsFirstRequest() throws IOException {
    Path broken = breakManifest();
    Run run = world.reconcile("--confirm", "--manifest=" + broken).endsWith(ExitCode.USAGE);
    assertTrue(run.err().contains(broken + ":8:"), run.err());
    assertTrue(run.err().contains(broken + ":10:"), run.err());
    assertTrue(run.err().contains("--skip-invalid"), run.err());
    assertEquals(0, world.requests());
  }

  @Test
  void skippedProblemsAreFindingsAndTheRestIsMended() throws IOException {
    Path broken = breakManifest();
    world.delete("us.example/prod/app", app);
    Run run =
        world
            .reconcile("--confirm", "--json", "--skip-invalid", "--manifest=" + broken)
            .endsWith(ExitCode.PARTIAL);
    assertEquals(3, run.json().at("/summary/invalid").asInt(), "digest, unknown key, no dmap");
    assertTrue(isTagged("us.example", "prod/app", "v1"));
    run.plan()
        .findings()
        .forEach(finding -> assertTrue(finding.detail().startsWith(broken + ":"), run.out()));
  }

  private Path breakManifest() throws IOException {
    return Files.writeString(
        directory.resolve("broken.yaml"),
        """
        registries:
        - name: staging.example/team
          src: true
        - name: us.example/other
        images:
        - name: app
          dmap:
            "sha256:short": ["v1"]
        - name: lib
          dmpa:
            "%s": ["v2"]
        """
            .formatted(lib.digest()));
  }

  /** An image missing in us; a tag missing and a tag moved in eu. */
  private void stageOneOfEach() {
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.delete("us.example/prod/app", app);
    world.contents("eu.example").untag("prod/app", "v1");
    world.put("eu.example/prod/lib", app);
    world.contents("eu.example").tag("prod/lib", "v2", app.digest());
  }

  private boolean isTagged(String host, String path, String tag) {
    return world.contents(host).resolve(path, tag).isPresent();
  }

  private static ImmutableList<String> texts(JsonNode array) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    array.forEach(text -> texts.add(text.asText()));
    return texts.build();
  }
}
