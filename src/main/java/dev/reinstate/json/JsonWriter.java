package dev.reinstate.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes values as JSON. */
public final class JsonWriter {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonWriter() {}

  /** On one line, with no space between; empty when the value is missing. */
  public static String text(JsonValue value) {
    return text(value, null);
  }

  /** For people to read. */
  public static String prettyText(JsonValue value) {
    return text(value, new DefaultPrettyPrinter());
  }

  private static String text(JsonValue value, PrettyPrinter printer) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text).setPrettyPrinter(printer)) {
      write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonValue value, JsonGenerator json) throws IOException {
    switch (value) {
      case JsonValue.Members members -> {
        json.writeStartObject();
        for (Map.Entry<String, JsonValue> member : members.byName().entrySet()) {
          json.writeFieldName(member.getKey());
          write(member.getValue(), json);
        }
        json.writeEndObject();
      }
      case JsonValue.Elements elements -> {
        json.writeStartArray();
        for (JsonValue element : elements.inOrder()) {
          write(element, json);
        }
        json.writeEndArray();
      }
      case JsonValue.Scalar scalar -> json.writeObject(scalar.value());
      case JsonValue.Nothing nothing -> {
        if (!nothing.isMissing()) {
          json.writeNull();
        }
      }
    }
  }
}
