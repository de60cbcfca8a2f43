package dev.reinstate.report;

import dev.reinstate.plan.Action;

/** What a line begins with, as in a diff. */
public enum Mark {
  HUMAN("! "),
  MOVES("~ "),
  COMES("+ "),
  INFORMS("· ");

  private final String text;

  Mark(String text) {
    this.text = text;
  }

  public static Mark of(Entry entry) {
    if (entry.needsHuman()) {
      return HUMAN;
    }
    return switch (entry) {
      case Entry.Found ignored -> INFORMS;
      case Entry.Deed deed -> deed.action() instanceof Action.MoveTag ? MOVES : COMES;
    };
  }

  public String text() {
    return text;
  }
}
