package dev.reinstate.cli;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.report.Palette;

/**
 * Which of the process's streams a human sees on a terminal, as {@code scripts/reinstate} found
 * out. NO_COLOR is honoured: https://no-color.org.
 */
record Terminals(ImmutableMap<String, String> environment) {

  private static final String OUT = "REINSTATE_OUTPUT_TERMINAL";
  private static final String ERR = "REINSTATE_TERMINAL";

  Palette ofOut() {
    return palette(OUT);
  }

  Palette ofErr() {
    return palette(ERR);
  }

  private Palette palette(String terminal) {
    boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return environment.containsKey(terminal) && !refused ? Palette.COLOURED : Palette.PLAIN;
  }
}
