package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.json.Json;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.report.ImageCondition;
import dev.reinstate.report.NextStep;
import dev.reinstate.report.NextSteps;
import dev.reinstate.report.ReportModel;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** What the page shows, as JSON; {@code report.js} reads it. */
final class PageData {

  private final JsonGenerator json;

  PageData(JsonGenerator json) {
    this.json = json;
  }

  void write(ReportModel model) throws IOException {
    json.writeStartObject();
    json.writeStringField("level", model.verdict().level().name().toLowerCase(Locale.ROOT));
    json.writeStringField("verdict", model.verdict().text());
    writeFacts(model);
    writeSteps(NextSteps.of(model));
    writeFates(model.wrote());
    writeDestinations(model.destinations().images());
    new PageRows(model.destinations()).write(model.entries(), json);
    json.writeEndObject();
  }

  private void writeFacts(ReportModel model) throws IOException {
    StateCounts counts = model.result().plan().counts();
    String read = model.report().job().read();
    json.writeArrayFieldStart("facts");
    if (model.report().whole().isPresent()) {
      writePair("Whole", model.report().whole().get());
    }
    if (model.report().signed().isPresent()) {
      writePair("Signed", model.report().signed().get());
    }
    writePair("Mode", model.mode());
    writePair("Finished", model.report().createdAt().toString());
    writePair("Snapshot", model.result().inputs().asOf().orElse("none"));
    writePair(
        Ascii.toUpperCase(read.substring(0, 1)) + read.substring(1),
        String.format(
            "%,d repositories, %,d images, %,d tags",
            counts.repositories(), counts.images(), counts.tags()));
    writePair("Plan", model.result().plan().id());
    for (String rewrite : model.report().rewrites()) {
      writePair("Rewrite", rewrite);
    }
    json.writeEndArray();
  }

  private void writeSteps(ImmutableList<NextStep> steps) throws IOException {
    Json.writeObjects(
        json,
        "steps",
        steps,
        (each, step) -> {
          each.writeStringField("title", step.title());
          each.writeStringField("text", step.text());
          each.writeStringField("lines", step.lines());
          each.writeStringField("command", step.command());
        });
  }

  private void writeFates(boolean wrote) throws IOException {
    json.writeArrayFieldStart("fates");
    for (ImageCondition condition : ImageCondition.values()) {
      writePair(condition.word(), condition.words(wrote));
    }
    json.writeEndArray();
  }

  private void writeDestinations(Map<RegistryPrefix, ImmutableMultiset<ImageCondition>> tally)
      throws IOException {
    json.writeArrayFieldStart("destinations");
    for (var destination : tally.entrySet()) {
      json.writeStartObject();
      json.writeStringField("name", destination.getKey().toString());
      json.writeArrayFieldStart("counts");
      for (ImageCondition condition : ImageCondition.values()) {
        json.writeNumber(destination.getValue().count(condition));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writePair(String first, String second) throws IOException {
    json.writeStartArray();
    json.writeString(first);
    json.writeString(second);
    json.writeEndArray();
  }
}
