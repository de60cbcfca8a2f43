package dev.reinstate.snapshot.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.json.JsonReader;
import dev.reinstate.json.JsonValue;
import dev.reinstate.json.JsonWriter;
import dev.reinstate.snapshot.DamagedSnapshotException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** An object in a JSON document of a snapshot, read strictly: every error names the document. */
public final class JsonObject {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String document;
  private final JsonValue.Members node;

  private JsonObject(String document, JsonValue node) throws DamagedSnapshotException {
    if (!(node instanceof JsonValue.Members members)) {
      throw new DamagedSnapshotException(document, "not a JSON object: " + abbreviated(node));
    }
    this.document = document;
    this.node = members;
  }

  /**
   * Parses a whole document.
   *
   * @param document its name in errors
   */
  public static JsonObject parse(String document, byte[] bytes) throws DamagedSnapshotException {
    try {
      return new JsonObject(document, JsonReader.readWhole(JSON.createParser(bytes)));
    } catch (DamagedSnapshotException e) {
      throw e;
    } catch (IOException e) {
      throw new DamagedSnapshotException(document, e);
    }
  }

  /** A required string, through a parser that throws {@link IllegalArgumentException}. */
  public <T> T value(String field, Function<String, T> parser) throws DamagedSnapshotException {
    return parsed(field, text(field), parser);
  }

  <T> Optional<T> optionalValue(String field, Function<String, T> parser)
      throws DamagedSnapshotException {
    return node.get(field).isMissing() ? Optional.empty() : Optional.of(value(field, parser));
  }

  public String text(String field) throws DamagedSnapshotException {
    JsonValue value = node.get(field);
    return value
        .string()
        .orElseThrow(() -> damaged(field, "is not a string: " + abbreviated(value)));
  }

  /** A required whole number of at least {@code least}. */
  long number(String field, long least) throws DamagedSnapshotException {
    JsonValue value = node.get(field);
    return value
        .whole()
        .filter(number -> number >= least)
        .orElseThrow(
            () ->
                damaged(field, "is not a number of at least " + least + ": " + abbreviated(value)));
  }

  OptionalLong optionalNumber(String field, long least) throws DamagedSnapshotException {
    return node.get(field).isMissing()
        ? OptionalLong.empty()
        : OptionalLong.of(number(field, least));
  }

  JsonObject object(String field) throws DamagedSnapshotException {
    return new JsonObject(document, node.get(field));
  }

  Optional<JsonObject> optionalObject(String field) throws DamagedSnapshotException {
    return node.get(field).isMissing() ? Optional.empty() : Optional.of(object(field));
  }

  /** None where the field is missing. */
  ImmutableList<JsonObject> optionalObjects(String field) throws DamagedSnapshotException {
    return node.get(field).isMissing() ? ImmutableList.of() : objects(field);
  }

  public ImmutableList<JsonObject> objects(String field) throws DamagedSnapshotException {
    ImmutableList.Builder<JsonObject> objects = ImmutableList.builder();
    for (JsonValue element : array(field)) {
      objects.add(new JsonObject(document, element));
    }
    return objects.build();
  }

  /**
   * A required array of strings, each through a parser that throws {@link
   * IllegalArgumentException}.
   */
  public <T> ImmutableList<T> values(String field, Function<String, T> parser)
      throws DamagedSnapshotException {
    ImmutableList.Builder<T> values = ImmutableList.builder();
    for (JsonValue element : array(field)) {
      String text =
          element
              .string()
              .orElseThrow(
                  () -> damaged(field, "holds what is not a string: " + abbreviated(element)));
      values.add(parsed(field, text, parser));
    }
    return values.build();
  }

  private List<JsonValue> array(String field) throws DamagedSnapshotException {
    if (!(node.get(field) instanceof JsonValue.Elements elements)) {
      throw damaged(field, "is not an array: " + abbreviated(node.get(field)));
    }
    return elements.inOrder();
  }

  /** The members of this object, each an object, by key through a parser. */
  <K extends Comparable<? super K>> ImmutableSortedMap<K, JsonObject> members(
      Function<String, K> parser) throws DamagedSnapshotException {
    ImmutableSortedMap.Builder<K, JsonObject> members = ImmutableSortedMap.naturalOrder();
    for (Map.Entry<String, JsonValue> member : node.byName().entrySet()) {
      String key = member.getKey();
      members.put(parsed(key, key, parser), new JsonObject(document, member.getValue()));
    }
    try {
      return members.buildOrThrow();
    } catch (IllegalArgumentException e) {
      throw new DamagedSnapshotException(document, e);
    }
  }

  /** Requires a field to have a fixed value, such as a version. */
  public void require(String field, String expected) throws DamagedSnapshotException {
    if (!node.get(field).text().equals(expected)) {
      throw damaged(field, "is not " + expected + ": " + abbreviated(node.get(field)));
    }
  }

  DamagedSnapshotException damaged(String field, String fault) {
    return new DamagedSnapshotException(document, "'" + field + "' " + fault);
  }

  private <T> T parsed(String field, String text, Function<String, T> parser)
      throws DamagedSnapshotException {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw damaged(field, e.getMessage());
    }
  }

  private static String abbreviated(JsonValue value) {
    String text = value.isMissing() ? "it is missing" : JsonWriter.text(value);
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
