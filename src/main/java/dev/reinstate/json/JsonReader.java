package dev.reinstate.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads documents. Of two members of one name the later counts. */
public final class JsonReader {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser json;

  private JsonReader(JsonParser json) {
    this.json = json;
  }

  /**
   * The document, whatever follows it; missing when there is nothing but space.
   *
   * @throws IOException when it is not JSON, or too deep for Jackson's own limits
   */
  public static JsonValue read(byte[] document) throws IOException {
    return read(JSON.createParser(document));
  }

  /** The same of a text. */
  public static JsonValue read(String document) throws IOException {
    return read(JSON.createParser(document));
  }

  /** The same by a parser with limits of its own, which is closed then. */
  public static JsonValue read(JsonParser document) throws IOException {
    try (document) {
      return new JsonReader(document).document();
    }
  }

  /** The same, but {@link IOException} when something follows the document. */
  public static JsonValue readWhole(JsonParser document) throws IOException {
    try (document) {
      JsonValue value = new JsonReader(document).document();
      if (document.nextToken() != null) {
        throw new IOException("something follows the document: " + document.currentToken());
      }
      return value;
    }
  }

  private JsonValue document() throws IOException {
    return json.nextToken() == null ? JsonValue.Nothing.MISSING : value();
  }

  private JsonValue value() throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> members();
      case START_ARRAY -> elements();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Scalar(json.getNumberValue());
      case VALUE_TRUE, VALUE_FALSE -> new JsonValue.Scalar(json.getBooleanValue());
      case VALUE_NULL -> JsonValue.Nothing.NULL;
      default -> new JsonValue.Scalar(json.getText());
    };
  }

  private JsonValue members() throws IOException {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      members.put(name, value());
    }
    return new JsonValue.Members(members);
  }

  private JsonValue elements() throws IOException {
    List<JsonValue> elements = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value());
    }
    return new JsonValue.Elements(elements);
  }
}
