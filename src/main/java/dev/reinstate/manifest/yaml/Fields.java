package dev.reinstate.manifest.yaml;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.yaml.YamlNode.Scalar;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of a mapping whose keys are known beforehand. Each thing that is wrong is reported
 * once, and remembered in {@link #valid()}.
 */
public final class Fields {

  private final YamlNode.Mapping mapping;
  private final Problems problems;
  private final Map<String, YamlNode.Entry> entries = new HashMap<>();
  private boolean valid = true;

  /** Reports keys that are unknown or repeated. */
  public Fields(YamlNode.Mapping mapping, ImmutableSet<String> known, Problems problems) {
    this.mapping = mapping;
    this.problems = problems;
    for (YamlNode.Entry entry : mapping.entries()) {
      if (known.contains(entry.key())) {
        replace(entries.put(entry.key(), entry), entry);
      } else {
        String keys = String.join(", ", known);
        reject(
            entry.location(), "unknown key " + EscapedText.of(entry.key()) + "; known are " + keys);
      }
    }
  }

  /**
   * A key may replace what a merge key brought before it. The promoter's reader joins mappings
   * then, and lets a merge key replace what is written before it, both against YAML's rules.
   */
  private void replace(YamlNode.Entry old, YamlNode.Entry entry) {
    if (old == null) {
      return;
    }
    String key = EscapedText.of(entry.key());
    if (!old.merged() && !entry.merged()) {
      reject(entry.location(), "duplicate key " + key + "; remove one");
    } else if (!old.merged()) {
      reject(
          old.location(),
          key + " is replaced by the promoter, and not by YAML's rules; write '<<' before it");
    } else if (isFilled(old.value()) && isFilled(entry.value())) {
      reject(
          entry.location(),
          key
              + " is joined with the merged one by the promoter, and not by YAML's rules; write it"
              + " out");
    }
  }

  private static boolean isFilled(YamlNode value) {
    return value instanceof YamlNode.Mapping mapping && !mapping.entries().isEmpty();
  }

  /** Whether nothing was reported so far. */
  public boolean valid() {
    return valid;
  }

  /** The value, which may be null; empty when the key is absent. */
  public Optional<YamlNode> optional(String key) {
    return Optional.ofNullable(entries.get(key)).map(YamlNode.Entry::value);
  }

  /** The value; reports when there is none. */
  public Optional<YamlNode> required(String key) {
    Optional<YamlNode> value = optional(key).filter(node -> !node.isNull());
    if (value.isEmpty()) {
      reject(optional(key).orElse(mapping).location(), "'" + key + "' is missing; add it");
    }
    return value;
  }

  /** The string, or empty when the key or its value is absent; reports any other value. */
  public Optional<String> optionalString(String key) {
    return optional(key).filter(node -> !node.isNull()).flatMap(value -> string(key, value));
  }

  /** The string; reports when it is missing or something else. */
  public Optional<Scalar> requiredString(String key) {
    return required(key).flatMap(value -> string(key, value).map(text -> (Scalar) value));
  }

  /** The boolean, false when the key is absent; reports any other value. */
  public boolean flag(String key) {
    Optional<YamlNode> value = optional(key);
    if (value.isEmpty()) {
      return false;
    }
    YamlNode node = value.get();
    if (!(node instanceof Scalar scalar)
        || (scalar.type() != ScalarType.TRUE && scalar.type() != ScalarType.FALSE)) {
      reject(node.location(), "'" + key + "' must be true or false, not " + node.description());
      return false;
    }
    boolean flag = scalar.type() == ScalarType.TRUE;
    if (!scalar.text().equalsIgnoreCase(Boolean.toString(flag))) {
      problems.warn(
          node.location(),
          "'" + key + "' is read as " + flag + ", as YAML 1.1 does; write " + flag);
    }
    return flag;
  }

  /** Warns that the promoter refuses a key, where it is there. */
  void warnOf(String key) {
    if (entries.containsKey(key)) {
      problems.warn(
          entries.get(key).location(), "the promoter refuses the key '" + key + "'; remove it");
    }
  }

  /** Reports something wrong with one of the values. */
  public void reject(Location location, String message) {
    problems.add(location, message);
    valid = false;
  }

  private Optional<String> string(String key, YamlNode value) {
    Optional<String> text = ScalarText.of("'" + key + "'", value, problems);
    valid &= text.isPresent();
    return text;
  }
}
