package dev.reinstate.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import dev.reinstate.json.Json;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.report.merge.PlanReader;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A plan and what became of it, read back from its published JSON form. */
record PlanJsonReader(JsonNode json) {

  /** The plan; the JSON does not tell how many untagged strangers there are. */
  Plan plan() {
    JsonNode inputs = json.get("inputs");
    return plan(
        new StateCounts(
            inputs.get("repositories").asInt(),
            inputs.get("images").asInt(),
            inputs.get("tags").asInt(),
            0));
  }

  String id() {
    return json.get("planId").asText();
  }

  ImmutableList<Action> actions() {
    return plan(StateCounts.NONE).actions();
  }

  ImmutableList<Finding> findings() {
    return plan(StateCounts.NONE).findings();
  }

  /** What was planned and not done by a confirmed run. */
  ImmutableList<Action> notDone() {
    return Streams.stream(json.get("outcomes"))
        .filter(outcome -> !outcome.get("status").asText().equals("done"))
        .map(outcome -> PlanReader.action(tree(outcome.get("action"))))
        .collect(ImmutableList.toImmutableList());
  }

  /** The status of each action of a confirmed run. */
  ImmutableList<String> outcomes() {
    return Streams.stream(json.get("outcomes"))
        .map(outcome -> outcome.get("status").asText())
        .collect(ImmutableList.toImmutableList());
  }

  private Plan plan(StateCounts counts) {
    return PlanReader.plan(tree(json), counts);
  }

  private static JrsValue tree(JsonNode json) {
    try {
      return Json.read(json.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
