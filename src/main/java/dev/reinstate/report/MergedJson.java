package dev.reinstate.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Function;

/** Merged results in the form of one {@code result.json}. */
public final class MergedJson {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final MergedResults results;
  private final ObjectNode json = NODES.objectNode();

  private MergedJson(MergedResults results) {
    this.results = results;
  }

  /** The stream is flushed and left open. */
  public static void write(MergedResults results, OutputStream out) throws IOException {
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(out, new MergedJson(results).build());
    out.write('\n');
    out.flush();
  }

  private ObjectNode build() {
    json.put("version", PlanJson.VERSION);
    json.put("planId", results.planId());
    json.put("createdAt", texts("createdAt").last());
    putIfAny("asOf", String.join(", ", texts("asOf")));
    json.put("mode", String.join(", ", texts("mode")));
    putIfAny("missingShards", results.missing(), shard -> NODES.textNode(shard.toString()));
    json.set("inputs", inputs());
    putIfAny("rewrites", distinct("rewrites"), node -> node);
    putIfAny("gateApproved", distinct("gateApproved"), node -> node);
    putIfAny("gateRefused", distinct("gateRefused"), node -> node);
    json.set("summary", sum("summary"));
    put("actions", results.actions(), PlannedItem::json);
    put("findings", results.findings(), node -> node);
    put("outcomes", distinct("outcomes"), node -> node);
    json.put("stopped", results.files().stream().anyMatch(file -> file.get("stopped").asBoolean()));
    json.set("requests", sum("requests"));
    json.set("bytes", sum("bytes"));
    return json;
  }

  /** Every shard read all manifests; repositories, images and tags were divided. */
  private ObjectNode inputs() {
    ObjectNode sum = sum("inputs");
    int manifests =
        results.files().stream()
            .mapToInt(file -> file.get("inputs").path("manifests").asInt())
            .max()
            .orElse(0);
    return sum.put("manifests", manifests);
  }

  private ObjectNode sum(String field) {
    ObjectNode sum = NODES.objectNode();
    results.files().forEach(file -> add(sum, file.get(field)));
    return sum;
  }

  /** Adds numbers, those in objects within too. */
  private static void add(ObjectNode sum, JsonNode more) {
    more.properties()
        .forEach(
            entry -> {
              if (entry.getValue().isObject()) {
                add(sum.withObjectProperty(entry.getKey()), entry.getValue());
              } else {
                long before = sum.path(entry.getKey()).asLong();
                sum.put(entry.getKey(), before + entry.getValue().asLong());
              }
            });
  }

  private ImmutableSortedSet<String> texts(String field) {
    return results.files().stream()
        .map(file -> file.get(field).textValue())
        .filter(Objects::nonNull)
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  private ImmutableList<JsonNode> distinct(String field) {
    return results.files().stream()
        .flatMap(file -> file.all(field).stream())
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  private void putIfAny(String field, String text) {
    if (!text.isEmpty()) {
      json.put(field, text);
    }
  }

  private <T> void putIfAny(String field, Collection<T> items, Function<T, JsonNode> node) {
    if (!items.isEmpty()) {
      put(field, items, node);
    }
  }

  private <T> void put(String field, Collection<T> items, Function<T, JsonNode> node) {
    ArrayNode array = json.putArray(field);
    items.forEach(item -> array.add(node.apply(item)));
  }
}
