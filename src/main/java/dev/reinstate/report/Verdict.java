package dev.reinstate.report;

import com.google.common.collect.ImmutableList;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * The run in one line.
 *
 * @param text whole sentences
 */
record Verdict(Level level, String text) {

  /** How much attention a run wants. */
  enum Level {
    CLEAN,
    TO_DO,
    HUMAN
  }

  /**
   * @param entries of that result
   */
  static Verdict of(Result result, ImmutableList<Entry> entries) {
    if (result.clean()) {
      return new Verdict(Level.CLEAN, TextReport.CLEAN);
    }
    Level level = result.refused() || result.partial() ? Level.HUMAN : Level.TO_DO;
    return new Verdict(level, String.join(" ", sentences(result, entries)));
  }

  private static List<String> sentences(Result result, ImmutableList<Entry> entries) {
    List<String> sentences = new ArrayList<>();
    int left = result.left().size();
    if (result.refused()) {
      sentences.add("Refused: the plan is larger than an everyday one, and nothing was written.");
    } else if (result.mode() == Mode.DRY_RUN && left > 0) {
      sentences.add(String.format("%,d to do; nothing was written.", left));
    } else if (result.mode() == Mode.CONFIRMED) {
      sentences.add(String.format("%,d done, %,d left to do after this run.", done(entries), left));
    }
    if (result.stopped()) {
      sentences.add("The run was stopped before its end.");
    }
    long findings =
        entries.stream()
            .filter(entry -> entry instanceof Entry.Found && entry.needsHuman())
            .count();
    if (findings > 0) {
      sentences.add(
          String.format("%,d finding%s for a human.", findings, findings == 1 ? "" : "s"));
    }
    return sentences;
  }

  private static long done(ImmutableList<Entry> entries) {
    return entries.stream()
        .filter(entry -> entry instanceof Entry.Deed deed && deed.progress() == Entry.Progress.DONE)
        .count();
  }
}
