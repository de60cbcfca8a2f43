package dev.reinstate.snapshot.format;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.reinstate.snapshot.DamagedSnapshotException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** An object in a JSON document of a snapshot, read strictly: every error names the document. */
public final class JsonObject {

  /** Reads what an object stands for. */
  public interface Reader<T> {
    T read(JsonObject json) throws DamagedSnapshotException;
  }

  private final String document;
  private final JrsValue node;

  private JsonObject(String document, JrsValue node) throws DamagedSnapshotException {
    if (!node.isObject()) {
      throw new DamagedSnapshotException(document, "not a JSON object: " + abbreviated(node));
    }
    this.document = document;
    this.node = node;
  }

  /** A whole document. */
  public static byte[] write(int schemaVersion, String mediaType, Json.Content members) {
    return Json.bytes(
        json -> {
          json.writeNumberField("schemaVersion", schemaVersion);
          json.writeStringField("mediaType", mediaType);
          members.writeTo(json);
        });
  }

  /**
   * Parses a whole document, which must say that it is of this version and type.
   *
   * @param document its name in errors
   */
  public static JsonObject parse(String document, byte[] bytes, int schemaVersion, String mediaType)
      throws DamagedSnapshotException {
    JsonObject root;
    try {
      root = new JsonObject(document, Json.readStrictly(bytes));
    } catch (DamagedSnapshotException e) {
      throw e;
    } catch (IOException e) {
      throw new DamagedSnapshotException(document, e);
    }
    root.require("schemaVersion", String.valueOf(schemaVersion));
    root.require("mediaType", mediaType);
    return root;
  }

  /** A required string, through a parser that throws {@link IllegalArgumentException}. */
  public <T> T value(String field, Function<String, T> parser) throws DamagedSnapshotException {
    return parsed(field, text(field), parser);
  }

  public <T> Optional<T> optionalValue(String field, Function<String, T> parser)
      throws DamagedSnapshotException {
    return node.path(field).isMissingNode() ? Optional.empty() : Optional.of(value(field, parser));
  }

  public String text(String field) throws DamagedSnapshotException {
    JrsValue value = node.path(field);
    return JsonValues.string(value)
        .orElseThrow(() -> damaged(field, "is not a string: " + abbreviated(value)));
  }

  /** A required time in UTC, as {@link Instant#parse} takes it. */
  public Instant time(String field) throws DamagedSnapshotException {
    String text = text(field);
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw damaged(field, "is not a time: " + text);
    }
  }

  /** A required whole number of at least {@code least}. */
  public long number(String field, long least) throws DamagedSnapshotException {
    JrsValue value = node.path(field);
    return JsonValues.whole(value)
        .filter(number -> number >= least)
        .orElseThrow(
            () ->
                damaged(field, "is not a number of at least " + least + ": " + abbreviated(value)));
  }

  OptionalLong optionalNumber(String field, long least) throws DamagedSnapshotException {
    return node.path(field).isMissingNode()
        ? OptionalLong.empty()
        : OptionalLong.of(number(field, least));
  }

  public JsonObject object(String field) throws DamagedSnapshotException {
    return new JsonObject(document, node.path(field));
  }

  Optional<JsonObject> optionalObject(String field) throws DamagedSnapshotException {
    return node.path(field).isMissingNode() ? Optional.empty() : Optional.of(object(field));
  }

  /** None where the field is missing. */
  <T> ImmutableList<T> optionalObjects(String field, Reader<T> reader)
      throws DamagedSnapshotException {
    return node.path(field).isMissingNode() ? ImmutableList.of() : objects(field, reader);
  }

  public <T> ImmutableList<T> objects(String field, Reader<T> reader)
      throws DamagedSnapshotException {
    ImmutableList.Builder<T> objects = ImmutableList.builder();
    for (JrsValue element : array(field)) {
      objects.add(reader.read(new JsonObject(document, element)));
    }
    return objects.build();
  }

  public ImmutableList<JsonObject> objects(String field) throws DamagedSnapshotException {
    return objects(field, object -> object);
  }

  /**
   * A required array of strings, each through a parser that throws {@link
   * IllegalArgumentException}.
   */
  public <T> ImmutableList<T> values(String field, Function<String, T> parser)
      throws DamagedSnapshotException {
    ImmutableList.Builder<T> values = ImmutableList.builder();
    for (JrsValue element : array(field)) {
      String text =
          JsonValues.string(element)
              .orElseThrow(
                  () -> damaged(field, "holds what is not a string: " + abbreviated(element)));
      values.add(parsed(field, text, parser));
    }
    return values.build();
  }

  private Collection<JrsValue> array(String field) throws DamagedSnapshotException {
    if (!node.path(field).isArray()) {
      throw damaged(field, "is not an array: " + abbreviated(node.path(field)));
    }
    return JsonValues.all(node.path(field));
  }

  /** The members of this object, each an object, by key through a parser. */
  <K extends Comparable<? super K>> ImmutableSortedMap<K, JsonObject> members(
      Function<String, K> parser) throws DamagedSnapshotException {
    ImmutableSortedMap.Builder<K, JsonObject> members = ImmutableSortedMap.naturalOrder();
    for (Map.Entry<String, JrsValue> member : JsonValues.members(node)) {
      String key = member.getKey();
      members.put(parsed(key, key, parser), new JsonObject(document, member.getValue()));
    }
    try {
      return members.buildOrThrow();
    } catch (IllegalArgumentException e) {
      throw new DamagedSnapshotException(document, e);
    }
  }

  private void require(String field, String expected) throws DamagedSnapshotException {
    if (!JsonValues.text(node.path(field)).equals(expected)) {
      throw damaged(field, "is not " + expected + ": " + abbreviated(node.path(field)));
    }
  }

  public DamagedSnapshotException damaged(String field, String fault) {
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

  private static String abbreviated(JrsValue value) {
    String text = value.isMissingNode() ? "it is missing" : Json.text(value);
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
