package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.reinstate.json.Json;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.Summary;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * A run in a few strings. Prow shows no other type:
 * https://github.com/kubernetes-sigs/prow/blob/main/pkg/spyglass/lenses/metadata/lens.go
 */
final class MetadataReport {

  private MetadataReport() {}

  /** The stream is flushed and left open. */
  static void write(ReportModel model, OutputStream out) throws IOException {
    Json.writePretty(json -> Json.writeObject(json, each -> writeFields(model, each)), out);
  }

  private static void writeFields(ReportModel model, JsonGenerator json) throws IOException {
    json.writeStringField("verdict", model.verdict().text());
    if (model.report().whole().isPresent()) {
      json.writeStringField("whole", model.report().whole().get());
    }
    if (model.report().signed().isPresent()) {
      json.writeStringField("signed", model.report().signed().get());
    }
    json.writeStringField("mode", model.mode());
    json.writeStringField("plan", model.result().plan().id());
    json.writeStringField("snapshot", model.result().inputs().asOf().orElse("none"));
    for (Map.Entry<String, Integer> count : Summary.of(model.result().plan()).entrySet()) {
      json.writeStringField(count.getKey(), count.getValue().toString());
    }
  }
}
