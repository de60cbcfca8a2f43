package dev.reinstate.report.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;

/** Texts in JSON. */
public final class JsonText {

  private JsonText() {}

  /** {@link IllegalArgumentException} when there is none. */
  public static String of(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("no text '" + field + "' in " + excerpt(json));
    }
    return value.asText();
  }

  /** Those of an array; none when there is no such field. */
  public static ImmutableList<String> all(JsonNode json, String field) {
    return Streams.stream(json.path(field))
        .map(JsonNode::asText)
        .collect(ImmutableList.toImmutableList());
  }

  private static String excerpt(JsonNode json) {
    String all = json.toString();
    return all.length() <= 200 ? all : all.substring(0, 200) + "…";
  }
}
