package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.reinstate.signature.AttachmentKind;
import dev.reinstate.signature.coverage.Coverage;
import dev.reinstate.signature.coverage.CoverageText;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@link Coverage} in {@code plan.json}. */
public final class CoverageJson {

  private static final String FIELD = "signed";

  private CoverageJson() {}

  /** A field of the object that is open. */
  static void write(Coverage coverage, JsonGenerator json) throws IOException {
    Json.writeObject(json, FIELD, each -> writeFields(coverage, each));
  }

  private static void writeFields(Coverage coverage, JsonGenerator json) throws IOException {
    json.writeStringField("text", CoverageText.of(coverage));
    write(coverage.images(), json);
    Map<RegistryPrefix, Map<String, Coverage.Counts>> destinations = new TreeMap<>();
    coverage
        .parts()
        .forEach(
            (part, counts) ->
                destinations
                    .computeIfAbsent(part.destination(), any -> new TreeMap<>())
                    .put(part.subproject(), counts));
    Json.writeObjects(
        json,
        "destinations",
        destinations.entrySet(),
        (each, destination) -> {
          each.writeStringField("name", destination.getKey().toString());
          write(
              destination.getValue().values().stream()
                  .map(Coverage.Counts::images)
                  .reduce(Coverage.Tally.NONE, Coverage.Tally::plus),
              each);
          Json.writeObjects(
              each,
              "subprojects",
              destination.getValue().entrySet(),
              (one, part) -> write(part.getKey(), part.getValue(), one));
        });
  }

  private static void write(String subproject, Coverage.Counts counts, JsonGenerator json)
      throws IOException {
    json.writeStringField("name", subproject);
    write(counts.images(), json);
    json.writeObjectFieldStart("kinds");
    for (Map.Entry<AttachmentKind, Coverage.Tally> kind : counts.kinds().entrySet()) {
      Json.writeObject(json, kind.getKey().word(), each -> write(kind.getValue(), each));
    }
    json.writeEndObject();
  }

  private static void write(Coverage.Tally tally, JsonGenerator json) throws IOException {
    json.writeNumberField("required", tally.required());
    json.writeNumberField("covered", tally.covered());
    json.writeNumberField("lacking", tally.lacking());
    if (tally.unknown() > 0) {
      json.writeNumberField("unknown", tally.unknown());
    }
  }

  /** {@link IllegalArgumentException} when the field is something else. */
  public static Optional<Coverage> read(JrsValue json) {
    JrsValue signed = json.path(FIELD);
    if (signed.isMissingNode()) {
      return Optional.empty();
    }
    Map<Coverage.Part, Coverage.Counts> parts = new TreeMap<>();
    for (JrsValue destination : JsonValues.all(signed.path("destinations"))) {
      RegistryPrefix name = RegistryPrefix.parse(JsonText.of(destination, "name"));
      for (JrsValue part : JsonValues.all(destination.path("subprojects"))) {
        parts.put(new Coverage.Part(name, JsonText.of(part, "name")), counts(part));
      }
    }
    return Optional.of(new Coverage(ImmutableSortedMap.copyOf(parts)));
  }

  private static Coverage.Counts counts(JrsValue part) {
    ImmutableSortedMap.Builder<AttachmentKind, Coverage.Tally> kinds =
        ImmutableSortedMap.naturalOrder();
    for (Map.Entry<String, JrsValue> kind : JsonValues.members(part.path("kinds"))) {
      kinds.put(AttachmentKind.valueOf(Ascii.toUpperCase(kind.getKey())), tally(kind.getValue()));
    }
    return new Coverage.Counts(tally(part), kinds.buildOrThrow());
  }

  private static Coverage.Tally tally(JrsValue json) {
    return new Coverage.Tally(
        number(json, "required"), number(json, "covered"), number(json, "lacking"));
  }

  private static int number(JrsValue json, String field) {
    return (int) JsonValues.number(json.path(field), 0);
  }
}
