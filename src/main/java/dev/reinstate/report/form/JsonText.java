package dev.reinstate.report.form;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.collect.ImmutableList;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;

/** Texts in JSON. */
public final class JsonText {

  private JsonText() {}

  /** {@link IllegalArgumentException} when there is none. */
  public static String of(JrsValue json, String field) {
    return JsonValues.string(json.path(field))
        .orElseThrow(
            () -> new IllegalArgumentException("no text '" + field + "' in " + excerpt(json)));
  }

  /** Those of an array; none when there is no such field. */
  public static ImmutableList<String> all(JrsValue json, String field) {
    return JsonValues.all(json.path(field)).stream()
        .map(JsonValues::text)
        .collect(ImmutableList.toImmutableList());
  }

  private static String excerpt(JrsValue json) {
    String all = Json.text(json);
    return all.length() <= 200 ? all : all.substring(0, 200) + "…";
  }
}
