package dev.reinstate.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMultiset;
import com.google.common.collect.Multiset;
import java.io.PrintWriter;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Merged results for a reader: counts, what is missing, what was not done, what needs a human. */
public final class MergedText {

  private static final int LINES_BEFORE_FOLDING = 20;

  private final PrintWriter out;
  private final boolean unfolded;

  /**
   * @param unfolded print every line, however many there are
   */
  public MergedText(PrintWriter out, boolean unfolded) {
    this.out = out;
    this.unfolded = unfolded;
  }

  public void print(MergedResults results) {
    out.printf(
        "Merged %,d results, plan %s%n", results.files().size(), results.planId().substring(0, 12));
    String counts = counts(results);
    if (!counts.isEmpty()) {
      out.println("  " + counts);
    }
    printFolded(results.missing(), shard -> "! no result of shard " + shard);
    printFolded(
        results.files().stream()
            .filter(ResultFile::refused)
            .collect(ImmutableList.toImmutableList()),
        file -> "! refused by the gate: " + file.path() + " " + file.get("gateRefused"));
    printFolded(results.notDone(), MergedText::outcome);
    printFolded(
        results.findings().stream()
            .filter(FindingWords::needsHuman)
            .collect(ImmutableList.toImmutableList()),
        MergedText::finding);
    out.println();
    out.println(verdict(results));
    out.flush();
  }

  private static String counts(MergedResults results) {
    Multiset<String> kinds =
        Stream.concat(
                results.actions().stream().map(PlannedItem::kind),
                results.findings().stream().map(finding -> finding.path("kind").asText()))
            .collect(ImmutableSortedMultiset.toImmutableSortedMultiset(String::compareTo));
    return kinds.entrySet().stream()
        .map(kind -> kind.getElement() + " " + String.format("%,d", kind.getCount()))
        .collect(Collectors.joining(", "));
  }

  private static String outcome(JsonNode outcome) {
    return "! "
        + outcome.path("status").asText()
        + " "
        + PlannedItem.of(outcome.path("action")).identity()
        + ": "
        + outcome.path("detail").asText();
  }

  private static String finding(JsonNode finding) {
    String of =
        finding.has("tag")
            ? ":" + finding.get("tag").asText()
            : finding.has("digest") ? "@" + finding.get("digest").asText() : "";
    return "! "
        + finding.path("kind").asText()
        + " "
        + finding.path("repository").asText()
        + of
        + ": "
        + finding.path("detail").asText();
  }

  private static String verdict(MergedResults results) {
    if (results.clean()) {
      return TextReport.CLEAN;
    }
    return results.refused() || results.partial()
        ? "Not all is well; see above."
        : String.format("%,d to do; nothing was written.", results.actions().size());
  }

  private <T> void printFolded(ImmutableList<T> items, Function<T, String> line) {
    int shown = unfolded ? items.size() : Math.min(items.size(), LINES_BEFORE_FOLDING);
    items.subList(0, shown).forEach(item -> out.println("  " + line.apply(item)));
    if (shown < items.size()) {
      out.printf("  … and %,d more (-v shows all)%n", items.size() - shown);
    }
  }
}
