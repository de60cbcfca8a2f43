package dev.reinstate.json;

import com.fasterxml.jackson.core.io.NumberInput;
import com.fasterxml.jackson.jr.stree.JrsArray;
import com.fasterxml.jackson.jr.stree.JrsBoolean;
import com.fasterxml.jackson.jr.stree.JrsNumber;
import com.fasterxml.jackson.jr.stree.JrsObject;
import com.fasterxml.jackson.jr.stree.JrsString;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.collect.Collections2;
import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Looks at values of which nothing is certain: they may be missing, or of another type. */
public final class JsonValues {

  private JsonValues() {}

  /** Whether it is not there at all, or {@code null}. */
  public static boolean isNothing(JrsValue value) {
    return value.isMissingNode() || value.isNull();
  }

  /** A string; empty for anything else. */
  public static Optional<String> string(JrsValue value) {
    return value instanceof JrsString string ? Optional.of(string.getValue()) : Optional.empty();
  }

  /** A string, number or boolean as text; empty for anything else. */
  public static String text(JrsValue value) {
    return value.asText() == null ? "" : value.asText();
  }

  /** A whole number that fits into a {@code long}; empty for anything else. */
  public static Optional<Long> whole(JrsValue value) {
    return value instanceof JrsNumber number
            && (number.getValue() instanceof Integer || number.getValue() instanceof Long)
        ? Optional.of(number.getValue().longValue())
        : Optional.empty();
  }

  /**
   * A number, also one in a string: its fraction cut off, and of a whole one too large the low 64
   * bits; 1 or 0 for a boolean.
   *
   * @param orElse for anything else
   */
  public static long number(JrsValue value, long orElse) {
    return switch (value) {
      case JrsNumber number -> number.getValue().longValue();
      case JrsBoolean truth -> truth.equals(JrsBoolean.TRUE) ? 1 : 0;
      case JrsString string -> NumberInput.parseAsLong(string.getValue(), orElse);
      default -> orElse;
    };
  }

  /** An array's elements, or what an object's members are; none of anything else. */
  public static Collection<JrsValue> all(JrsValue value) {
    return value instanceof JrsArray array
        ? ImmutableList.copyOf(array.elements())
        : Collections2.transform(members(value), Map.Entry::getValue);
  }

  /** An object's members; none of anything else. */
  public static ImmutableList<Map.Entry<String, JrsValue>> members(JrsValue value) {
    return value instanceof JrsObject object
        ? ImmutableList.copyOf(object.fields())
        : ImmutableList.of();
  }
}
