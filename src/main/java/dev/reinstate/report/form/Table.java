package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.reinstate.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Texts that many rows share, by their numbers in order of first use. */
final class Table {

  static final int NONE = -1;

  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  int number(String text) {
    return numbers.computeIfAbsent(text, any -> numbers.size());
  }

  /** {@value #NONE} for nothing. */
  int number(Optional<?> text) {
    return text.map(found -> number(found.toString())).orElse(NONE);
  }

  void write(String field, JsonGenerator json) throws IOException {
    Json.writeStrings(json, field, numbers.keySet());
  }
}
