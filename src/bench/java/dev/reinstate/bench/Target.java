package dev.reinstate.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Something that was promised.
 *
 * @param what it is about, with its unit
 * @param wallSeconds how long a run that just meets it takes; empty where it is not about that
 */
record Target(
    String what, double measured, Relation relation, double bound, OptionalDouble wallSeconds) {

  /** Which side is good. */
  enum Relation {
    AT_LEAST("≥"),
    AT_MOST("≤");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }
  }

  static Target atLeast(double bound, String what, double measured) {
    return new Target(what, measured, Relation.AT_LEAST, bound, OptionalDouble.empty());
  }

  static Target atMost(double bound, String what, double measured) {
    return new Target(what, measured, Relation.AT_MOST, bound, OptionalDouble.empty());
  }

  /** That Reinstate takes so many times less time than another. */
  static Target faster(double bound, Standing other, Standing reinstate) {
    return new Target(
        "times as fast as " + other.contender(),
        other.wall().ratioTo(reinstate.wall()),
        Relation.AT_LEAST,
        bound,
        OptionalDouble.of(other.wall().median() / bound));
  }

  boolean met() {
    return relation == Relation.AT_LEAST ? measured >= bound : measured <= bound;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s: %.2f (%s %.2f)",
        met() ? "met   " : "MISSED",
        what,
        measured,
        relation.sign,
        bound);
  }
}
