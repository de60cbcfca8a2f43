package dev.reinstate.bench;

import java.util.Locale;

/** What is done over universes of several sizes, in this order. */
enum GrowthStep {
  LOAD("load: `validate`", "#000000"),
  DRY_RUN("load, list, plan: dry run", "#e69f00"),
  FIRST_TAKE("`snapshot take`, first time", "#56b4e9"),
  TAKE("`snapshot take`, nothing changed", "#009e73"),
  VERIFY("`snapshot verify`", "#b8a800"),
  SCRUB("`scrub` of 500 requests a region", "#0072b2"),
  DAMAGED("dry run with reports, 1% missing", "#d55e00"),
  REPORT("report: `report merge` of that", "#cc79a7");

  /** Requests to each region. */
  static final int SCRUBBED = 500;

  private final String text;
  private final String colour;

  /**
   * @param colour told apart by those who see no red or green too: https://jfly.uni-koeln.de/color/
   */
  GrowthStep(String text, String colour) {
    this.text = text;
    this.colour = colour;
  }

  /** Of its line in a picture, as SVG writes it. */
  String colour() {
    return colour;
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
