package dev.reinstate.cli.console;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.report.form.Palette;

/**
 * Which of the process's streams a human sees on a terminal, as {@code scripts/reinstate} found
 * out. NO_COLOR is honoured: https://no-color.org.
 */
public record Terminals(ImmutableMap<String, String> environment) {

  private static final String OUT = "REINSTATE_OUTPUT_TERMINAL";
  private static final String ERR = "REINSTATE_TERMINAL";

  public Palette ofOut() {
    return palette(OUT);
  }

  public Palette ofErr() {
    return palette(ERR);
  }

  private Palette palette(String terminal) {
    boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return environment.containsKey(terminal) && !refused ? Palette.COLOURED : Palette.PLAIN;
  }
}
