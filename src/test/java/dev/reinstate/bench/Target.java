package dev.reinstate.bench;

import java.util.Locale;

/**
 * Something that was promised.
 *
 * @param what it is about, with its unit
 */
record Target(String what, double measured, Relation relation, double bound) {

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
    return new Target(what, measured, Relation.AT_LEAST, bound);
  }

  static Target atMost(double bound, String what, double measured) {
    return new Target(what, measured, Relation.AT_MOST, bound);
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
