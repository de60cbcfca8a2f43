package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to a production registry, from its event over HTTP to its line, and its cure. */
@Timeout(120)
final class AuditScenarioTest {

  /** Staging and production call the same image differently. */
  private static final String STAGING = "staging.example/team-a/images";

  private static final String APP = "prod/area/app";
  private static final String US_APP = "us.example/" + APP;

  private final SampleImages samples = new SampleImages(61);
  private final SampleImage app = samples.oci(200);
  private final SampleImage child = samples.docker(100);
  private final SampleImage otherChild = samples.docker(100);
  private final SampleImage index = samples.dockerList(child, otherChild);
  private final SampleImage intruder = samples.oci(200);

  @TempDir private Path directory;
  private World world;
  private ManifestFile manifest;
  private AuditedRegistry production;

  /** Staging has everything; production what was promoted. */
  private void stage(AuditedRegistry.Kind kind) throws IOException {
    world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults());
    production = AuditedRegistry.start(kind, "us.example", world, directory);
    manifest = world.manifest(STAGING, "us.example/prod/area", "eu.example/mirror");
    manifest.promote("app", app.digest(), "v1");
    world.registry("eu.example");
    for (SampleImage image : ImmutableList.of(app, child, otherChild, index)) {
      world.put(STAGING + "/app", image);
    }
    promote();
  }

  private void promote() {
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
  }

  @AfterEach
  void stop() throws IOException {
    if (production != null) {
      production.close();
    }
    world.close();
  }

  @ParameterizedTest
  @EnumSource
  void aPromotionByTagIsVerifiedWithThePathsOfProduction(AuditedRegistry.Kind kind)
      throws IOException {
    stage(kind);
    try (RunningAuditor auditor = world.audit()) {
      assertVerified(auditor.push(RegistryEvents.pushed(US_APP, app.digest())));
      assertVerified(auditor.push(RegistryEvents.tagged(US_APP, app.digest(), "v1")));
      String mirror = "eu.example/mirror/app";
      assertVerified(auditor.push(RegistryEvents.tagged(mirror, app.digest(), "v1")));
      String staged = STAGING + "/app";
      assertRejected(
          "unknown-image", auditor.push(RegistryEvents.tagged(staged, app.digest(), "v1")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownTagAndAnUnknownImageAreRejected(AuditedRegistry.Kind kind) throws IOException {
    stage(kind);
    production.push(APP, app, "unreviewed");
    production.push(APP, intruder, "latest");
    try (RunningAuditor auditor = world.audit()) {
      assertRejected(
          "unknown-tag", auditor.push(RegistryEvents.tagged(US_APP, app.digest(), "unreviewed")));
      JsonNode line = auditor.push(RegistryEvents.tagged(US_APP, intruder.digest(), "latest"));
      assertRejected("unknown-image", line);
      assertTrue(
          line.get("cure").asText().startsWith("put it into a manifest, or delete it"),
          line.toString());
    }
  }

  /** The index is promoted last, so that production cannot say yet whose children they are. */
  @ParameterizedTest
  @EnumSource
  void theChildrenOfAnIndexAreVerifiedBeforeItIsThere(AuditedRegistry.Kind kind)
      throws IOException {
    stage(kind);
    production.push("scratch/app", child, "child");
    try (RunningAuditor auditor = world.audit()) {
      assertRejected("unknown-image", auditor.push(RegistryEvents.pushed(US_APP, child.digest())));
    }
    manifest.promote("app", index.digest(), "multi");
    try (RunningAuditor auditor = world.audit()) {
      for (SampleImage each : ImmutableList.of(child, otherChild)) {
        JsonNode line = auditor.push(RegistryEvents.pushed(US_APP, each.digest()));
        assertVerified(line);
        assertTrue(
            message(line).endsWith("agrees with manifest (parent digest " + index.digest() + ")"),
            line.toString());
      }
      promote();
      assertVerified(auditor.push(RegistryEvents.tagged(US_APP, index.digest(), "multi")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeletionIsRejectedWithItsCureOnlyWhereSomebodyMissesIt(AuditedRegistry.Kind kind)
      throws Exception {
    stage(kind);
    production.push(APP, intruder, "latest");
    production.delete(APP, intruder.digest());
    production.delete(APP, app.digest());
    String cure;
    try (RunningAuditor auditor = world.audit()) {
      JsonNode noted = auditor.push(RegistryEvents.deleted(US_APP, intruder.digest()));
      assertEquals("noted", label(noted, "verdict"), noted.toString());
      assertRejected("deletion", auditor.push(RegistryEvents.untagged(US_APP, "v1")));
      JsonNode line = auditor.push(RegistryEvents.deleted(US_APP, app.digest()));
      assertRejected("deletion", line);
      cure = line.get("cure").asText();
    }
    assertEquals(Optional.empty(), production.resolve(APP, "v1"));
    runAsPasted(cure);
    assertEquals(Optional.of(app.digest().toString()), production.resolve(APP, "v1"));
    assertNothingLeft();
  }

  @ParameterizedTest
  @EnumSource
  void theCureOfAMovedTagPutsItBack(AuditedRegistry.Kind kind) throws Exception {
    stage(kind);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    production.push(APP, intruder, "v1");
    String cure;
    try (RunningAuditor auditor = world.audit()) {
      JsonNode line = auditor.push(RegistryEvents.tagged(US_APP, intruder.digest(), "v1"));
      assertRejected("tag-moved", line);
      cure = line.get("cure").asText();
    }
    assertEquals(Optional.of(intruder.digest().toString()), production.resolve(APP, "v1"));
    runAsPasted(cure);
    assertEquals(Optional.of(app.digest().toString()), production.resolve(APP, "v1"));
    assertNothingLeft();
  }

  @ParameterizedTest
  @EnumSource
  void aMovedTagHealsItself(AuditedRegistry.Kind kind) throws Exception {
    stage(kind);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    production.push(APP, intruder, "v1");
    try (RunningAuditor auditor =
        world.audit(
            "--reconcile-on-reject", "--confirm", "--lease=" + directory.resolve("lease"))) {
      assertRejected(
          "tag-moved", auditor.push(RegistryEvents.tagged(US_APP, intruder.digest(), "v1")));
      auditor.awaitSaid(Pattern.compile("Repair of " + US_APP + "\n(?s:.*)Nothing to promote\\."));
      assertEquals(Optional.of(app.digest().toString()), production.resolve(APP, "v1"));
      assertVerified(auditor.push(RegistryEvents.tagged(US_APP, app.digest(), "v1")));
      assertEquals(ExitCode.DONE, auditor.stop());
    }
    assertNothingLeft();
  }

  private void assertNothingLeft() {
    Run dry = world.reconcile().endsWith(ExitCode.DONE);
    assertTrue(dry.out().contains("Nothing to promote."), dry.out());
  }

  /** Exactly that command, by our own classes in place of the script. */
  private void runAsPasted(String command) throws IOException {
    ImmutableList<String> words = ImmutableList.copyOf(Splitter.on(' ').splitToList(command));
    assertTrue(Files.isExecutable(Path.of(words.getFirst())), command);
    world.run(words.subList(1, words.size()).toArray(String[]::new)).endsWith(ExitCode.DONE);
  }

  private static void assertVerified(JsonNode line) {
    assertEquals("verified", label(line, "verdict"), line.toString());
    assertEquals("INFO", line.get("severity").asText());
    assertTrue(message(line).contains(") TRANSACTION VERIFIED: {Action: "), line.toString());
  }

  private static void assertRejected(String reason, JsonNode line) {
    assertEquals("rejected", label(line, "verdict"), line.toString());
    assertEquals(reason, label(line, "reason"), line.toString());
    assertEquals("ERROR", line.get("severity").asText());
    assertTrue(message(line).contains(") TRANSACTION REJECTED: "), line.toString());
  }

  private static String message(JsonNode line) {
    return line.get("message").asText();
  }

  private static String label(JsonNode line, String name) {
    return line.path("logging.googleapis.com/labels").path(name).asText();
  }
}
