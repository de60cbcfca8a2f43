package dev.reinstate.bench;

import java.util.Locale;

/** What is done over universes of several sizes, in this order. */
enum GrowthStep {
  LOAD("load: `validate`"),
  DRY_RUN("load, list, plan: dry run"),
  FIRST_TAKE("`snapshot take`, first time"),
  TAKE("`snapshot take`, nothing changed"),
  VERIFY("`snapshot verify`"),
  SCRUB("`scrub` of 10,000 requests"),
  DAMAGED("dry run with reports, 1% missing"),
  REPORT("report: `report merge` of that");

  private final String text;

  GrowthStep(String text) {
    this.text = text;
  }

  /** The name of the contender that does it. */
  String over(int regions) {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", " + regions + " regions";
  }

  /** Without marks. */
  String plain() {
    return text.replace("`", "");
  }

  /** In Markdown. */
  @Override
  public String toString() {
    return text;
  }
}
