package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Source;
import dev.reinstate.reconcile.gate.GateVerdict;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.Summary;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
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
    writeStrings("missingShards", model.missing());
    json.writeObjectFieldStart("inputs");
    json.writeNumberField("manifests", report.result().inputs().manifests());
    json.writeNumberField("repositories", plan.counts().repositories());
    json.writeNumberField("images", plan.counts().images());
    json.writeNumberField("tags", plan.counts().tags());
    json.writeEndObject();
    writeStrings("arguments", report.arguments());
    writeStrings("rewrites", report.rewrites());
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
    json.writeArrayFieldStart("actions");
    for (Action action : plan.actions()) {
      writeAction(action);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("findings");
    for (Finding finding : plan.findings()) {
      writeFinding(finding);
    }
    json.writeEndArray();
  }

  void writeAction(Action action) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", action.kind());
    json.writeStringField("repository", action.repository().toString());
    switch (action) {
      case Action.RestoreImage restore -> {
        writeDigest("digest", restore.digest());
        writeStrings("tags", restore.tags());
      }
      case Action.RestoreBlob blob -> writeDigest("digest", blob.blob().digest());
      case Action.AddTag add -> {
        writeDigest("digest", add.digest());
        json.writeStringField("tag", add.tag());
      }
      case Action.MoveTag move -> {
        json.writeStringField("tag", move.tag());
        writeDigest("from", move.from());
        writeDigest("to", move.to());
      }
    }
    json.writeStringField("authority", lower(action.authority()));
    json.writeStringField("reason", action.reason().text());
    if (action instanceof Action.RestoreImage restore) {
      writeSource(restore.sources());
    }
    json.writeEndObject();
  }

  private void writeSource(List<Source> sources) throws IOException {
    Source best = sources.getFirst();
    json.writeObjectFieldStart("source");
    json.writeStringField("kind", lower(best.kind()));
    json.writeStringField("reference", best.reference());
    json.writeEndObject();
  }

  private void writeFinding(Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", finding.kind().word());
    if (finding.repository().isPresent()) {
      json.writeStringField("repository", finding.repository().get().toString());
    }
    if (finding.digest().isPresent()) {
      writeDigest("digest", finding.digest().get());
    }
    if (finding instanceof Finding.OfTag) {
      json.writeStringField("tag", finding.tags().first());
    } else {
      writeStrings("tags", finding.tags());
    }
    json.writeStringField("detail", finding.detail());
    json.writeEndObject();
  }

  private void writeGate(GateVerdict gate) throws IOException {
    switch (gate) {
      case GateVerdict.Open ignored -> {}
      case GateVerdict.Approved approved -> writeStrings("gateApproved", approved.exceeded());
      case GateVerdict.Closed closed -> writeStrings("gateRefused", closed.exceeded());
    }
  }

  private void writeStrings(String name, Collection<?> values) throws IOException {
    if (values.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(name);
    for (Object value : values) {
      json.writeString(value.toString());
    }
    json.writeEndArray();
  }

  private void writeDigest(String name, DescriptorDigest digest) throws IOException {
    json.writeStringField(name, digest.toString());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
