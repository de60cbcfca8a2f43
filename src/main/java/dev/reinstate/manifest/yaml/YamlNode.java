package dev.reinstate.manifest.yaml;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.Location;

/** A value in a YAML document that knows where it stands. */
public sealed interface YamlNode {

  Location location();

  /** What it is, for a message that asks for something else. */
  String description();

  /**
   * A single value.
   *
   * @param text as written; empty for {@link ScalarType#NULL}
   */
  record Scalar(Location location, ScalarType type, String text) implements YamlNode {
    @Override
    public String description() {
      return switch (type) {
        case STRING -> "the string " + EscapedText.of(text);
        case NUMBER -> "the number " + EscapedText.of(text);
        case TRUE, FALSE -> "the boolean " + EscapedText.of(text);
        case NULL -> "nothing";
      };
    }
  }

  /** A list. */
  record Sequence(Location location, ImmutableList<YamlNode> items) implements YamlNode {
    @Override
    public String description() {
      return "a list";
    }
  }

  /**
   * Keys and values.
   *
   * @param entries in the order written, with those of a merge key in its place; keys may repeat
   */
  record Mapping(Location location, ImmutableList<Entry> entries) implements YamlNode {
    @Override
    public String description() {
      return "a mapping";
    }
  }

  /**
   * A key and its value.
   *
   * @param merged whether a merge key brought it, from where its location is
   */
  record Entry(Location location, String key, YamlNode value, boolean merged) {

    Entry asMerged() {
      return new Entry(location, key, value, true);
    }
  }

  /** Whether there is no value: an empty document, or a key without one. */
  default boolean isNull() {
    return this instanceof Scalar scalar && scalar.type() == ScalarType.NULL;
  }
}
