package dev.reinstate.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a document. Of two members of one name the later counts; what follows is not looked at. */
public final class JsonReader {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser json;

  private JsonReader(JsonParser json) {
    this.json = json;
  }

  /**
   * The document; missing when there is nothing but space.
   *
   * @throws IOException when it is not JSON, or too deep for Jackson's own limits
   */
  public static JsonValue read(byte[] document) throws IOException {
    return read(JSON, document);
  }

  /** The same with the limits of a factory. */
  public static JsonValue read(JsonFactory factory, byte[] document) throws IOException {
    try (JsonParser json = factory.createParser(document)) {
      return json.nextToken() == null ? JsonValue.Nothing.MISSING : new JsonReader(json).value();
    }
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
