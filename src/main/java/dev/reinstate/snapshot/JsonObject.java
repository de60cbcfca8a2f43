package dev.reinstate.snapshot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** An object in a JSON document of a snapshot, read strictly: every error names the document. */
final class JsonObject {

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String document;
  private final JsonNode node;

  private JsonObject(String document, JsonNode node) throws DamagedSnapshotException {
    if (!node.isObject()) {
      throw new DamagedSnapshotException(document, "not a JSON object: " + abbreviated(node));
    }
    this.document = document;
    this.node = node;
  }

  /**
   * Parses a whole document.
   *
   * @param document its name in errors
   */
  static JsonObject parse(String document, byte[] bytes) throws DamagedSnapshotException {
    try {
      return new JsonObject(document, JSON.readTree(bytes));
    } catch (DamagedSnapshotException e) {
      throw e;
    } catch (IOException e) {
      throw new DamagedSnapshotException(document, e);
    }
  }

  /** A required string, through a parser that throws {@link IllegalArgumentException}. */
  <T> T value(String field, Function<String, T> parser) throws DamagedSnapshotException {
    return parsed(field, text(field), parser);
  }

  <T> Optional<T> optionalValue(String field, Function<String, T> parser)
      throws DamagedSnapshotException {
    return node.has(field) ? Optional.of(value(field, parser)) : Optional.empty();
  }

  String text(String field) throws DamagedSnapshotException {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw damaged(field, "is not a string: " + abbreviated(value));
    }
    return value.textValue();
  }

  /** A required whole number of at least {@code least}. */
  long number(String field, long least) throws DamagedSnapshotException {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < least) {
      throw damaged(field, "is not a number of at least " + least + ": " + abbreviated(value));
    }
    return value.longValue();
  }

  JsonObject object(String field) throws DamagedSnapshotException {
    return new JsonObject(document, node.path(field));
  }

  Optional<JsonObject> optionalObject(String field) throws DamagedSnapshotException {
    return node.has(field) ? Optional.of(object(field)) : Optional.empty();
  }

  ImmutableList<JsonObject> objects(String field) throws DamagedSnapshotException {
    ImmutableList.Builder<JsonObject> objects = ImmutableList.builder();
    for (JsonNode element : array(field)) {
      objects.add(new JsonObject(document, element));
    }
    return objects.build();
  }

  /**
   * A required array of strings, each through a parser that throws {@link
   * IllegalArgumentException}.
   */
  <T> ImmutableList<T> values(String field, Function<String, T> parser)
      throws DamagedSnapshotException {
    ImmutableList.Builder<T> values = ImmutableList.builder();
    for (JsonNode element : array(field)) {
      if (!element.isTextual()) {
        throw damaged(field, "holds what is not a string: " + abbreviated(element));
      }
      values.add(parsed(field, element.textValue(), parser));
    }
    return values.build();
  }

  private JsonNode array(String field) throws DamagedSnapshotException {
    if (!node.path(field).isArray()) {
      throw damaged(field, "is not an array: " + abbreviated(node.path(field)));
    }
    return node.path(field);
  }

  /** The members of this object, each an object, by key through a parser. */
  <K extends Comparable<? super K>> ImmutableSortedMap<K, JsonObject> members(
      Function<String, K> parser) throws DamagedSnapshotException {
    ImmutableSortedMap.Builder<K, JsonObject> members = ImmutableSortedMap.naturalOrder();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
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
  void require(String field, String expected) throws DamagedSnapshotException {
    if (!node.path(field).asText().equals(expected)) {
      throw damaged(field, "is not " + expected + ": " + abbreviated(node.path(field)));
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

  private static String abbreviated(JsonNode node) {
    String text = node.isMissingNode() ? "it is missing" : node.toString();
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
