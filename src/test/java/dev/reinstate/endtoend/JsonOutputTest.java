package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What scripts read: standard output and files, as the contract says. */
final class JsonOutputTest extends TwoImagesOnTwoHosts {

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
          "removalRequested",
          "tagConflict",
          "unmanagedTagMoved",
          "unmanagedMissing",
          "retired",
          "extra",
          "unreadable",
          "invalid");

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

  /** An image missing in us; a tag missing and a tag moved in eu. */
  private void stageOneOfEach() {
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.delete("us.example/prod/app", app);
    world.contents("eu.example").untag("prod/app", "v1");
    world.put("eu.example/prod/lib", app);
    world.contents("eu.example").tag("prod/lib", "v2", app.digest());
  }

  private static ImmutableList<String> texts(JsonNode array) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    array.forEach(text -> texts.add(text.asText()));
    return texts.build();
  }
}
