package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.apply.Outcome;
import dev.reinstate.registry.wire.TrafficReport;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** The run as JSON, version 1: {@code plan.json} before, {@code result.json} after. */
public final class JsonReport {

  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonReport() {}

  /** The plan alone. The stream is flushed and left open. */
  public static void writePlan(ReportModel model, OutputStream out) throws IOException {
    write(model, out, json -> {});
  }

  /** The plan with what became of it. The stream is flushed and left open. */
  public static void writeResult(ReportModel model, OutputStream out) throws IOException {
    write(model, out, json -> writeOutcomes(model.report(), json));
  }

  private interface Fields {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static void write(ReportModel model, OutputStream out, Fields more) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      new PlanJson(json).writeFields(model);
      more.writeTo(json);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void writeOutcomes(RunReport report, JsonGenerator json) throws IOException {
    PlanJson plan = new PlanJson(json);
    json.writeArrayFieldStart("outcomes");
    for (Outcome outcome : report.result().outcomes()) {
      json.writeStartObject();
      json.writeFieldName("action");
      plan.writeAction(outcome.action());
      json.writeStringField("status", outcome.status());
      if (outcome instanceof Outcome.TagsLeft back) {
        json.writeArrayFieldStart("tagsLeft");
        for (String tag : back.tags()) {
          json.writeString(tag);
        }
        json.writeEndArray();
      }
      if (!outcome.detail().isEmpty()) {
        json.writeStringField("detail", outcome.detail());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    if (report.result().verified().isPresent()) {
      json.writeObjectFieldStart("verified");
      plan.writeActionsAndFindings(report.result().verified().get());
      json.writeEndObject();
    }
    json.writeBooleanField("stopped", report.result().stopped());
    writeTraffic(report.traffic(), json);
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
