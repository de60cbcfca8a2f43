package dev.reinstate.report;

import picocli.CommandLine.Help.Ansi.Style;

/** Whether a report is coloured. */
public enum Palette {
  /** For files and pipes. */
  PLAIN {
    @Override
    String paint(Mark mark, String text) {
      return text;
    }
  },
  /** For terminals. */
  COLOURED {
    @Override
    String paint(Mark mark, String text) {
      Style style =
          switch (mark) {
            case HUMAN -> Style.fg_red;
            case MOVES -> Style.fg_yellow;
            case COMES -> Style.fg_green;
            case INFORMS -> Style.faint;
          };
      return style.on() + text + style.off();
    }
  };

  abstract String paint(Mark mark, String text);
}
