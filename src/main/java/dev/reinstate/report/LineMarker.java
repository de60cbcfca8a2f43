package dev.reinstate.report;

import dev.reinstate.plan.Action;

/** What a line begins with, as in a diff. */
public enum LineMarker {
  HUMAN("! "),
  MOVES("~ "),
  COMES("+ "),
  INFORMS("· ");

  private final String text;

  LineMarker(String text) {
    this.text = text;
  }

  public static LineMarker of(ReportLine entry) {
    if (entry.needsHuman()) {
      return HUMAN;
    }
    return switch (entry) {
      case ReportLine.Found ignored -> INFORMS;
      case ReportLine.Deed deed -> deed.action() instanceof Action.MoveTag ? MOVES : COMES;
    };
  }

  public String text() {
    return text;
  }
}
