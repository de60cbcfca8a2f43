package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.apply.Outcome;
import dev.reinstate.json.Json;
import dev.reinstate.registry.wire.TrafficReport;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** The run as JSON, version 1: {@code plan.json} before, {@code result.json} after. */
public final class JsonReport {

  private JsonReport() {}

  /** The plan alone. The stream is flushed and left open. */
  public static void writePlan(ReportModel model, OutputStream out) throws IOException {
    write(model, out, json -> {});
  }

  /** The plan with what became of it. The stream is flushed and left open. */
  public static void writeResult(ReportModel model, OutputStream out) throws IOException {
    write(model, out, json -> writeOutcomes(model.report(), json));
  }

  private static void write(ReportModel model, OutputStream out, Json.Content more)
      throws IOException {
    Json.writePretty(
        json -> {
          json.writeStartObject();
          new PlanJson(json).writeFields(model);
          more.writeTo(json);
          json.writeEndObject();
        },
        out);
  }

  private static void writeOutcomes(RunReport report, JsonGenerator json) throws IOException {
    Json.writeObjects(json, "outcomes", report.result().outcomes(), JsonReport::writeOutcome);
    if (report.result().verified().isPresent()) {
      json.writeObjectFieldStart("verified");
      new PlanJson(json).writeActionsAndFindings(report.result().verified().get());
      json.writeEndObject();
    }
    json.writeBooleanField("stopped", report.result().stopped());
    writeTraffic(report.traffic(), json);
  }

  private static void writeOutcome(JsonGenerator json, Outcome outcome) throws IOException {
    Json.writeObject(json, "action", each -> PlanJson.writeAction(each, outcome.action()));
    json.writeStringField("status", outcome.status());
    if (outcome instanceof Outcome.TagsLeft back) {
      Json.writeStrings(json, "tagsLeft", back.tags());
    }
    if (!outcome.detail().isEmpty()) {
      json.writeStringField("detail", outcome.detail());
    }
  }

  private static void writeTraffic(TrafficReport traffic, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("requests");
    for (Map.Entry<String, ImmutableSortedMap<String, Long>> host : traffic.requests().entrySet()) {
      json.writeObjectFieldStart(host.getKey());
      for (Map.Entry<String, Long> method : host.getValue().entrySet()) {
        json.writeNumberField(method.getKey(), method.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeObjectFieldStart("bytes");
    json.writeNumberField("received", traffic.received());
    json.writeNumberField("sent", traffic.sent());
    json.writeEndObject();
  }
}
