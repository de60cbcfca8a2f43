package dev.reinstate.report.form;

import dev.reinstate.report.LineMarker;

/** Whether a report is coloured. */
public enum Palette {
  /** For files and pipes. */
  PLAIN,
  /** For terminals: ECMA-48's "select graphic rendition", section 8.3.117. */
  COLOURED;

  String paint(LineMarker mark, String text) {
    if (this == PLAIN) {
      return text;
    }
    int rendition =
        switch (mark) {
          case HUMAN -> 31;
          case COMES -> 32;
          case MOVES -> 33;
          case INFORMS -> 2;
        };
    return "\u001b[" + rendition + "m" + text + "\u001b[0m";
  }
}
