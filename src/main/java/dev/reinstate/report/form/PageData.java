package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.plan.Census;
import dev.reinstate.report.Account;
import dev.reinstate.report.Fate;
import dev.reinstate.report.NextStep;
import dev.reinstate.report.NextSteps;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** What the page shows, as JSON; {@code report.js} reads it. */
final class PageData {

  private final JsonGenerator json;

  PageData(JsonGenerator json) {
    this.json = json;
  }

  void write(Account account) throws IOException {
    json.writeStartObject();
    json.writeStringField("level", account.verdict().level().name().toLowerCase(Locale.ROOT));
    json.writeStringField("verdict", account.verdict().text());
    writeFacts(account);
    writeSteps(NextSteps.of(account));
    writeFates(account.wrote());
    writeDestinations(account.destinations().images());
    new PageRows(account.destinations()).write(account.entries(), json);
    json.writeEndObject();
  }

  private void writeFacts(Account account) throws IOException {
    Census census = account.result().plan().census();
    json.writeArrayFieldStart("facts");
    writePair("Mode", account.mode());
    writePair("Finished", account.report().createdAt().toString());
    writePair("Snapshot", account.result().inputs().asOf().orElse("none"));
    writePair(
        "Compared",
        String.format(
            "%,d repositories, %,d images, %,d tags",
            census.repositories(), census.images(), census.tags()));
    writePair("Plan", account.result().plan().id());
    for (String rewrite : account.report().rewrites()) {
      writePair("Rewrite", rewrite);
    }
    json.writeEndArray();
  }

  private void writeSteps(ImmutableList<NextStep> steps) throws IOException {
    json.writeArrayFieldStart("steps");
    for (NextStep step : steps) {
      json.writeStartObject();
      json.writeStringField("title", step.title());
      json.writeStringField("text", step.text());
      json.writeStringField("lines", step.lines());
      json.writeStringField("command", step.command());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeFates(boolean wrote) throws IOException {
    json.writeArrayFieldStart("fates");
    for (Fate fate : Fate.values()) {
      writePair(fate.word(), fate.words(wrote));
    }
    json.writeEndArray();
  }

  private void writeDestinations(Map<RegistryPrefix, ImmutableMultiset<Fate>> tally)
      throws IOException {
    json.writeArrayFieldStart("destinations");
    for (var destination : tally.entrySet()) {
      json.writeStartObject();
      json.writeStringField("name", destination.getKey().toString());
      json.writeArrayFieldStart("counts");
      for (Fate fate : Fate.values()) {
        json.writeNumber(destination.getValue().count(fate));
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
