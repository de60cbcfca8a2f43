package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.json.Json;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Source;
import dev.reinstate.reconcile.gate.GateVerdict;
import dev.reinstate.report.DamageText;
import dev.reinstate.report.Job;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.Summary;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/** The fields of {@code plan.json}, streamed. Fields that do not apply are absent. */
public final class PlanJson {

  public static final int VERSION = 1;

  private final JsonGenerator json;

  PlanJson(JsonGenerator json) {
    this.json = json;
  }

  /** All fields of a plan, into the object that is open. */
  void writeFields(ReportModel model) throws IOException {
    RunReport report = model.report();
    Plan plan = report.result().plan();
    json.writeNumberField("version", VERSION);
    json.writeStringField("planId", plan.id());
    json.writeStringField("createdAt", report.createdAt().toString());
    if (report.result().inputs().asOf().isPresent()) {
      json.writeStringField("asOf", report.result().inputs().asOf().get());
    }
    json.writeStringField("mode", lower(report.result().mode()).replace('_', '-'));
    if (report.result().inputs().shard().isPresent()) {
      json.writeStringField("shard", report.result().inputs().shard().get().toString());
    }
    if (report.job() != Job.RECONCILE) {
      json.writeStringField("job", report.job().word());
    }
    writeStrings(json, "missingShards", model.missing());
    json.writeObjectFieldStart("inputs");
    json.writeNumberField("manifests", report.result().inputs().manifests());
    json.writeNumberField("repositories", plan.counts().repositories());
    json.writeNumberField("images", plan.counts().images());
    json.writeNumberField("tags", plan.counts().tags());
    json.writeEndObject();
    writeStrings(json, "arguments", report.arguments());
    writeStrings(json, "rewrites", report.rewrites());
    if (report.whole().isPresent()) {
      json.writeStringField("whole", report.whole().get());
    }
    if (report.coverage().isPresent()) {
      CoverageJson.write(report.coverage().get(), json);
    }
    writeGate(report.result().gate());
    json.writeObjectFieldStart("summary");
    for (Map.Entry<String, Integer> count : Summary.of(plan).entrySet()) {
      json.writeNumberField(Summary.jsonKey(count.getKey()), count.getValue());
    }
    json.writeEndObject();
    DestinationsJson.write(model.destinations(), json);
    writeActionsAndFindings(plan);
  }

  void writeActionsAndFindings(Plan plan) throws IOException {
    Json.writeObjects(json, "actions", plan.actions(), PlanJson::writeAction);
    Json.writeObjects(json, "findings", plan.findings(), PlanJson::writeFinding);
  }

  static void writeAction(JsonGenerator json, Action action) throws IOException {
    json.writeStringField("kind", action.kind());
    json.writeStringField("repository", action.repository().toString());
    switch (action) {
      case Action.RestoreImage restore -> {
        writeDigest(json, "digest", restore.digest());
        writeStrings(json, "tags", restore.tags());
      }
      case Action.RestoreBlob blob -> writeDescriptor(json, blob.blob());
      case Action.AddTag add -> {
        writeDigest(json, "digest", add.digest());
        json.writeStringField("tag", add.tag());
      }
      case Action.MoveTag move -> {
        json.writeStringField("tag", move.tag());
        writeDigest(json, "from", move.from());
        writeDigest(json, "to", move.to());
      }
    }
    json.writeStringField("authority", lower(action.authority()));
    json.writeStringField("reason", action.reason().text());
    switch (action) {
      case Action.RestoreImage restore -> writeSource(json, restore.sources().getFirst());
      case Action.RestoreBlob restore -> writeSource(json, restore.sources().getFirst());
      case Action.AddTag ignored -> {}
      case Action.MoveTag ignored -> {}
    }
  }

  /** Of a size that nobody declares, nothing is said. */
  private static void writeDescriptor(JsonGenerator json, Descriptor object) throws IOException {
    writeDigest(json, "digest", object.digest());
    if (object.size() != Descriptor.UNKNOWN_SIZE) {
      json.writeNumberField("size", object.size());
    }
    json.writeStringField("mediaType", object.mediaType());
  }

  private static void writeSource(JsonGenerator json, Source best) throws IOException {
    json.writeObjectFieldStart("source");
    json.writeStringField("kind", lower(best.kind()).replace('_', '-'));
    json.writeStringField("reference", best.reference());
    json.writeEndObject();
  }

  private static void writeFinding(JsonGenerator json, Finding finding) throws IOException {
    json.writeStringField("kind", finding.kind().word());
    if (finding.repository().isPresent()) {
      json.writeStringField("repository", finding.repository().get().toString());
    }
    if (finding instanceof Finding.Damage damage) {
      writeDescriptor(json, damage.object());
    } else if (finding.digest().isPresent()) {
      writeDigest(json, "digest", finding.digest().get());
    }
    if (finding instanceof Finding.OfTag) {
      json.writeStringField("tag", finding.tags().first());
    } else {
      writeStrings(json, "tags", finding.tags());
    }
    if (finding instanceof Finding.Damage damage) {
      json.writeStringField("expected", damage.expected());
      json.writeStringField("seen", damage.seen());
      Json.writeObjects(json, "breaks", damage.breaks().entrySet(), PlanJson::writeBroken);
    }
    json.writeStringField("detail", DamageText.detail(finding));
  }

  private static void writeBroken(
      JsonGenerator json, Map.Entry<DescriptorDigest, ImmutableSortedSet<String>> image)
      throws IOException {
    writeDigest(json, "digest", image.getKey());
    Json.writeStrings(json, "tags", image.getValue());
  }

  private void writeGate(GateVerdict gate) throws IOException {
    switch (gate) {
      case GateVerdict.Open ignored -> {}
      case GateVerdict.Approved approved -> writeStrings(json, "gateApproved", approved.exceeded());
      case GateVerdict.Closed closed -> writeStrings(json, "gateRefused", closed.exceeded());
    }
  }

  private static void writeStrings(JsonGenerator json, String name, Collection<?> values)
      throws IOException {
    if (!values.isEmpty()) {
      Json.writeStrings(json, name, values);
    }
  }

  private static void writeDigest(JsonGenerator json, String name, DescriptorDigest digest)
      throws IOException {
    json.writeStringField(name, digest.toString());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
