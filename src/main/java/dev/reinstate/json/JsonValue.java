package dev.reinstate.json;

import com.fasterxml.jackson.core.io.NumberInput;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of which nothing is certain: it may be missing, or of another type than it should be. */
public sealed interface JsonValue {

  /** An object. */
  record Members(Map<String, JsonValue> byName) implements JsonValue {}

  /** An array. */
  record Elements(List<JsonValue> inOrder) implements JsonValue {}

  /**
   * Anything else that is there.
   *
   * @param value a string, a number or a boolean
   */
  record Scalar(Object value) implements JsonValue {}

  /** Not there at all, or {@code null}. */
  enum Nothing implements JsonValue {
    MISSING,
    NULL
  }

  default boolean isMissing() {
    return this == Nothing.MISSING;
  }

  /** A string; empty for anything else. */
  default Optional<String> string() {
    return this instanceof Scalar scalar && scalar.value() instanceof String string
        ? Optional.of(string)
        : Optional.empty();
  }

  /** A whole number that fits into a {@code long}; empty for anything else. */
  default Optional<Long> whole() {
    return this instanceof Scalar scalar
            && (scalar.value() instanceof Integer || scalar.value() instanceof Long)
        ? Optional.of(((Number) scalar.value()).longValue())
        : Optional.empty();
  }

  /** A member of an object; missing when there is no such, and of anything else. */
  default JsonValue get(String name) {
    return this instanceof Members members
        ? members.byName().getOrDefault(name, Nothing.MISSING)
        : Nothing.MISSING;
  }

  /** The first element of an array; missing when there is none, and of anything else. */
  default JsonValue first() {
    return this instanceof Elements elements && !elements.inOrder().isEmpty()
        ? elements.inOrder().get(0)
        : Nothing.MISSING;
  }

  /** An array's elements, or what an object's members are; none of anything else. */
  default Collection<JsonValue> all() {
    if (this instanceof Members members) {
      return members.byName().values();
    }
    return this instanceof Elements elements ? elements.inOrder() : List.of();
  }

  /** A scalar as text, {@code null} as it is written; empty for anything else. */
  default String text() {
    return text(this == Nothing.NULL ? "null" : "");
  }

  /** The same with something else where there is nothing. */
  default String text(String orElse) {
    if (this instanceof Nothing) {
      return orElse;
    }
    return this instanceof Scalar scalar ? scalar.value().toString() : "";
  }

  /**
   * A number, also one in a string: its fraction cut off, and of a whole one too large the low 64
   * bits; 1 or 0 for a boolean.
   *
   * @param orElse for anything else
   */
  default long number(long orElse) {
    if (!(this instanceof Scalar scalar)) {
      return orElse;
    }
    if (scalar.value() instanceof Number number) {
      return number.longValue();
    }
    return scalar.value() instanceof Boolean truth
        ? (truth ? 1 : 0)
        : NumberInput.parseAsLong(text(), orElse);
  }
}
