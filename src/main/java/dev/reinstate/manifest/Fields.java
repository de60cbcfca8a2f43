package dev.reinstate.manifest;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.manifest.YamlNode.Scalar;
import dev.reinstate.manifest.YamlNode.ScalarType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of a mapping whose keys are known beforehand. Each thing that is wrong is reported
 * once, and remembered in {@link #valid()}.
 */
final class Fields {

  private final YamlNode.Mapping mapping;
  private final Problems problems;
  private final Map<String, YamlNode> values = new HashMap<>();
  private boolean valid = true;

  /** Reports keys that are unknown or repeated. */
  Fields(YamlNode.Mapping mapping, ImmutableSet<String> known, Problems problems) {
    this.mapping = mapping;
    this.problems = problems;
    for (YamlNode.Entry entry : mapping.entries()) {
      if (!known.contains(entry.key())) {
        String keys = String.join(", ", known);
        reject(entry.location(), "unknown key " + Quoted.of(entry.key()) + "; known are " + keys);
      } else if (values.putIfAbsent(entry.key(), entry.value()) != null) {
        reject(entry.location(), "duplicate key " + Quoted.of(entry.key()) + "; remove one");
      }
    }
  }

  /** Whether nothing was reported so far. */
  boolean valid() {
    return valid;
  }

  /** The value, which may be null; empty when the key is absent. */
  Optional<YamlNode> optional(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The value; reports when there is none. */
  Optional<YamlNode> required(String key) {
    Optional<YamlNode> value = optional(key).filter(node -> !node.isNull());
    if (value.isEmpty()) {
      YamlNode place = values.getOrDefault(key, mapping);
      reject(place.location(), "'" + key + "' is missing; add it");
    }
    return value;
  }

  /** The string, or empty when the key is absent; reports any other value. */
  Optional<String> optionalString(String key) {
    return optional(key).flatMap(value -> string(key, value));
  }

  /** The string; reports when it is missing or something else. */
  Optional<Scalar> requiredString(String key) {
    return required(key).flatMap(value -> string(key, value).map(text -> (Scalar) value));
  }

  /** The boolean, false when the key is absent; reports any other value. */
  boolean flag(String key) {
    Optional<YamlNode> value = optional(key);
    if (value.isEmpty()) {
      return false;
    }
    if (value.get() instanceof Scalar scalar && scalar.type() == ScalarType.BOOLEAN) {
      return Boolean.parseBoolean(scalar.text());
    }
    reject(
        value.get().location(),
        "'" + key + "' must be true or false, not " + value.get().description());
    return false;
  }

  /** Reports something wrong with one of the values. */
  void reject(Location location, String message) {
    problems.add(location, message);
    valid = false;
  }

  private Optional<String> string(String key, YamlNode value) {
    Optional<String> text = Strings.of(value);
    if (text.isEmpty()) {
      reject(value.location(), Strings.expected("'" + key + "'", value));
    }
    return text;
  }
}
