package dev.reinstate.manifest;

import com.google.common.collect.ImmutableList;

/** A value in a YAML document that knows where it stands. */
sealed interface YamlNode {

  Location location();

  /** What it is, for a message that asks for something else. */
  String description();

  /** What a plain or quoted scalar means in YAML. */
  enum ScalarType {
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }

  /**
   * A single value.
   *
   * @param text as written; empty for {@link ScalarType#NULL}
   */
  record Scalar(Location location, ScalarType type, String text) implements YamlNode {
    @Override
    public String description() {
      return switch (type) {
        case STRING -> "the string " + Quoted.of(text);
        case NUMBER -> "the number " + Quoted.of(text);
        case BOOLEAN -> "the boolean " + Quoted.of(text);
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
   * @param entries in the order written; keys may repeat
   */
  record Mapping(Location location, ImmutableList<Entry> entries) implements YamlNode {
    @Override
    public String description() {
      return "a mapping";
    }
  }

  /** A key and its value. */
  record Entry(Location location, String key, YamlNode value) {}

  /** Whether there is no value: an empty document, or a key without one. */
  default boolean isNull() {
    return this instanceof Scalar scalar && scalar.type() == ScalarType.NULL;
  }
}
