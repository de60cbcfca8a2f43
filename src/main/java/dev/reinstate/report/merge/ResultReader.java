package dev.reinstate.report.merge;

import com.fasterxml.jackson.jr.stree.JrsBoolean;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.apply.Outcome;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.reconcile.gate.GateVerdict;
import dev.reinstate.registry.wire.TrafficReport;
import dev.reinstate.report.Destinations;
import dev.reinstate.report.Job;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.form.CoverageJson;
import dev.reinstate.report.form.DestinationsJson;
import dev.reinstate.report.form.JsonReport;
import dev.reinstate.report.form.JsonText;
import dev.reinstate.report.form.PlanJson;
import dev.reinstate.snapshot.MergeBase;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@link JsonReport} wrote, for other reports: the states that the run started from are not in
 * it. Methods throw {@link IllegalArgumentException} for what is no such thing.
 */
final class ResultReader {

  private final JrsValue json;

  ResultReader(JrsValue json) {
    this.json = json;
    if (number(json.path("version")) != PlanJson.VERSION) {
      throw new IllegalArgumentException(
          "its version is '" + JsonValues.text(json.path("version")) + "'");
    }
  }

  private boolean has(String field) {
    return json.get(field) != null;
  }

  private static int number(JrsValue value) {
    return (int) JsonValues.number(value, 0);
  }

  RunReport report() {
    return new RunReport(
        result(),
        traffic(),
        createdAt(),
        JsonText.all(json, "arguments"),
        JsonText.all(json, "rewrites"),
        has("job") ? Job.of(JsonText.of(json, "job")) : Job.RECONCILE,
        RunReport.wholeness(JsonValues.string(json.path("whole"))),
        CoverageJson.read(json));
  }

  Destinations destinations() {
    return DestinationsJson.read(json);
  }

  private Result result() {
    Mode mode = Mode.valueOf(Ascii.toUpperCase(JsonText.of(json, "mode")).replace('-', '_'));
    if (mode == Mode.CONFIRMED && !has("outcomes")) {
      throw new IllegalArgumentException("it does not say what became of the plan");
    }
    return new Result(
        mode,
        inputs(),
        ImmutableSortedSet.of(),
        PlanReader.plan(json, counts()),
        gate(),
        outcomes(),
        verified(),
        stopped());
  }

  private boolean stopped() {
    JrsValue stopped = json.path("stopped");
    if (!stopped.isMissingNode() && !(stopped instanceof JrsBoolean)) {
      throw new IllegalArgumentException(
          "its 'stopped' is neither true nor false: " + Json.text(stopped));
    }
    return stopped.equals(JrsBoolean.TRUE);
  }

  private Inputs inputs() {
    return new Inputs(
        DesiredState.EMPTY,
        number(json.path("inputs").path("manifests")),
        ImmutableList.of(),
        MergeBase.EMPTY,
        has("asOf") ? Optional.of(JsonText.of(json, "asOf")) : Optional.empty(),
        has("shard") ? Optional.of(shard(JsonText.of(json, "shard"))) : Optional.empty());
  }

  private static Shard shard(String text) {
    List<String> parts = Splitter.on('/').splitToList(text);
    return new Shard(Integer.parseInt(parts.getFirst()), Integer.parseInt(parts.getLast()));
  }

  private StateCounts counts() {
    JrsValue inputs = json.path("inputs");
    return new StateCounts(
        number(inputs.path("repositories")),
        number(inputs.path("images")),
        number(inputs.path("tags")),
        /* untagged= */ 0);
  }

  private GateVerdict gate() {
    if (has("gateRefused")) {
      return new GateVerdict.Closed(JsonText.all(json, "gateRefused"));
    }
    return has("gateApproved")
        ? new GateVerdict.Approved(JsonText.all(json, "gateApproved"))
        : new GateVerdict.Open();
  }

  private ImmutableList<Outcome> outcomes() {
    return JsonValues.all(json.path("outcomes")).stream()
        .map(ResultReader::outcome)
        .collect(ImmutableList.toImmutableList());
  }

  private static Outcome outcome(JrsValue outcome) {
    Action action = PlanReader.action(outcome.path("action"));
    String detail = JsonValues.text(outcome.path("detail"));
    String status = JsonText.of(outcome, "status");
    return switch (status) {
      case "done" -> new Outcome.Done(action, detail);
      case "skipped" -> skipped(action, outcome, detail);
      case "failed" -> new Outcome.Failed(action, detail);
      default -> throw new IllegalArgumentException("unknown status '" + status + "'");
    };
  }

  private static Outcome skipped(Action action, JrsValue outcome, String detail) {
    return action instanceof Action.RestoreImage restore && outcome.get("tagsLeft") != null
        ? new Outcome.TagsLeft(
            restore, ImmutableSortedSet.copyOf(JsonText.all(outcome, "tagsLeft")), detail)
        : new Outcome.Skipped(action, detail);
  }

  private Optional<Plan> verified() {
    return has("verified")
        ? Optional.of(PlanReader.plan(json.get("verified"), StateCounts.NONE))
        : Optional.empty();
  }

  private Instant createdAt() {
    String text = JsonText.of(json, "createdAt");
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' is no time", e);
    }
  }

  private TrafficReport traffic() {
    return new TrafficReport(
        counts(json.path("requests"), ResultReader::methods),
        JsonValues.number(json.path("bytes").path("received"), 0),
        JsonValues.number(json.path("bytes").path("sent"), 0));
  }

  private static ImmutableSortedMap<String, Long> methods(JrsValue host) {
    return counts(host, count -> JsonValues.number(count, 0));
  }

  private static <V> ImmutableSortedMap<String, V> counts(
      JrsValue json, Function<JrsValue, V> value) {
    return JsonValues.members(json).stream()
        .collect(
            ImmutableSortedMap.toImmutableSortedMap(
                Comparator.naturalOrder(), Map.Entry::getKey, it -> value.apply(it.getValue())));
  }
}
