package dev.reinstate.report;

import com.google.common.collect.ImmutableList;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.Shard;
import java.util.ArrayList;
import java.util.List;

/**
 * The run in one line.
 *
 * @param text whole sentences
 */
public record Headline(Level level, String text) {

  /** How much attention a run wants. */
  public enum Level {
    CLEAN,
    TO_DO,
    HUMAN
  }

  /**
   * @param entries of that result
   * @param missing parts of the run that are not in it
   */
  static Headline of(
      RunReport report, ImmutableList<ReportLine> entries, ImmutableList<Shard> missing) {
    Result result = report.result();
    if (result.clean() && missing.isEmpty()) {
      return new Headline(Level.CLEAN, report.job().clean());
    }
    boolean human = result.refused() || result.partial() || !missing.isEmpty();
    List<String> sentences = sentences(report, entries);
    if (!missing.isEmpty()) {
      sentences.add(Phase.noResult(missing) + ".");
    }
    return new Headline(human ? Level.HUMAN : Level.TO_DO, String.join(" ", sentences));
  }

  private static List<String> sentences(RunReport report, ImmutableList<ReportLine> entries) {
    Result result = report.result();
    Job job = report.job();
    List<String> sentences = new ArrayList<>();
    int left = result.left().size();
    if (result.refused() && result.outcomes().isEmpty()) {
      sentences.add("Refused: the plan is larger than an everyday one, and nothing was written.");
    } else if (result.mode() == Mode.DRY_RUN && left > 0) {
      sentences.add(String.format("%,d %s; nothing was written.", left, job.toDo()));
    } else if (result.mode() == Mode.CONFIRMED) {
      sentences.add(
          String.format(
              "%,d %s, %,d left %s after this run.", done(entries), job.done(), left, job.toDo()));
    }
    if (result.refused() && !result.outcomes().isEmpty()) {
      sentences.add("A part was refused: its plan is larger than an everyday one.");
    }
    if (result.stopped()) {
      sentences.add("The run was stopped before its end.");
    }
    long findings =
        entries.stream()
            .filter(entry -> entry instanceof ReportLine.Found && entry.needsHuman())
            .count();
    if (findings > 0) {
      sentences.add(
          String.format("%,d finding%s for a human.", findings, findings == 1 ? "" : "s"));
    }
    return sentences;
  }

  /** An image is back also where its tags were left alone; those are left to do. */
  private static long done(ImmutableList<ReportLine> entries) {
    return entries.stream()
        .filter(
            entry ->
                entry instanceof ReportLine.Deed deed
                    && (deed.progress() == ReportLine.Progress.DONE
                        || deed.progress() == ReportLine.Progress.TAGS_LEFT))
        .count();
  }
}
