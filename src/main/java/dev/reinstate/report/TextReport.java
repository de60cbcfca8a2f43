package dev.reinstate.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import dev.reinstate.apply.Outcome;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Plan;
import dev.reinstate.reconcile.GateVerdict;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The run for a reader: counts first, then what is to do or was done by destination, then the
 * verdict.
 */
public final class TextReport {

  /** The line that ends a clean run; scripts wait for it. */
  public static final String CLEAN = "Nothing to promote.";

  private static final int LINES_BEFORE_FOLDING = 20;

  private final PrintWriter out;
  private final boolean unfolded;

  /**
   * @param unfolded print every line, however many there are
   */
  public TextReport(PrintWriter out, boolean unfolded) {
    this.out = out;
    this.unfolded = unfolded;
  }

  public void print(RunReport report) {
    Result result = report.result();
    printHead(report);
    printDestinations(result);
    printInvalid(result.plan());
    printGate(result);
    printOutcomes(result);
    printVerdict(result);
    out.flush();
  }

  private void printHead(RunReport report) {
    Plan plan = report.result().plan();
    report.rewrites().forEach(rewrite -> out.println("rewrite " + rewrite));
    out.printf(
        "%s %s: %,d repositories, %,d images and %,d tags compared%s%n",
        report.result().mode() == Mode.DRY_RUN ? "Dry run, plan" : "Plan",
        plan.id().substring(0, 12),
        plan.census().repositories(),
        plan.census().images(),
        plan.census().tags(),
        report.result().inputs().asOf().map(asOf -> " with snapshot " + asOf).orElse(""));
    String counts =
        Summary.of(plan).entrySet().stream()
            .filter(count -> count.getValue() > 0)
            .map(count -> count.getKey() + " " + String.format("%,d", count.getValue()))
            .collect(Collectors.joining(", "));
    if (!counts.isEmpty()) {
      out.println("  " + counts);
    }
  }

  private void printDestinations(Result result) {
    Function<Repository, RegistryPrefix> destination = result.inputs().desired()::destinationOf;
    ImmutableListMultimap<RegistryPrefix, Action> actions =
        Multimaps.index(result.plan().actions(), action -> destination.apply(action.repository()));
    ImmutableListMultimap<RegistryPrefix, Finding> findings =
        Multimaps.index(
            result.plan().findings().stream()
                .filter(finding -> finding.repository().isPresent())
                .toList(),
            finding -> destination.apply(finding.repository().orElseThrow()));
    TreeSet<RegistryPrefix> all = new TreeSet<>(actions.keySet());
    all.addAll(findings.keySet());
    for (RegistryPrefix each : all) {
      out.println();
      out.println(each);
      printFolded(actions.get(each), action -> ActionText.line(action, each));
      printFolded(findings.get(each), finding -> ActionText.line(finding, each));
    }
  }

  private <T> void printFolded(ImmutableList<T> items, Function<T, String> line) {
    int shown = unfolded ? items.size() : Math.min(items.size(), LINES_BEFORE_FOLDING);
    items.subList(0, shown).forEach(item -> out.println("  " + line.apply(item)));
    if (shown < items.size()) {
      out.printf("  … and %,d more (-v shows all)%n", items.size() - shown);
    }
  }

  private void printInvalid(Plan plan) {
    plan.findings().stream()
        .filter(Finding.Invalid.class::isInstance)
        .forEach(finding -> out.println("! skipped " + finding.detail()));
  }

  private void printGate(Result result) {
    switch (result.gate()) {
      case GateVerdict.Open ignored -> {}
      case GateVerdict.Approved approved ->
          out.println("\nLarger than an everyday plan, and approved: " + approved.exceeded());
      case GateVerdict.Closed closed -> {
        out.println(
            result.refused()
                ? "\nRefused: this is larger than an everyday plan."
                : "\nA confirmed run would be refused: this is larger than an everyday plan.");
        closed.exceeded().forEach(limit -> out.println("  " + limit));
        out.println("  If it is what you want, repeat with --approve=" + result.plan().id());
      }
    }
  }

  private void printOutcomes(Result result) {
    if (result.mode() == Mode.DRY_RUN || result.outcomes().isEmpty()) {
      return;
    }
    Map<String, Long> counts =
        result.outcomes().stream()
            .collect(Collectors.groupingBy(Outcome::status, Collectors.counting()));
    out.println("\nApplied: " + counts);
    printFolded(
        result.outcomes().stream()
            .filter(outcome -> !outcome.detail().isEmpty())
            .collect(ImmutableList.toImmutableList()),
        outcome ->
            outcome.status()
                + " "
                + outcome.action().kind()
                + " "
                + outcome.action().repository()
                + " "
                + outcome.action().operands()
                + ": "
                + outcome.detail());
  }

  private void printVerdict(Result result) {
    out.println();
    if (result.clean()) {
      out.println(CLEAN);
      return;
    }
    int left = result.left().size();
    if (left > 0 && result.mode() == Mode.DRY_RUN) {
      out.printf("%,d to do; nothing was written. --confirm applies the plan.%n", left);
    } else if (left > 0) {
      out.printf("%,d left to do after this run; see above, then run again.%n", left);
    }
    long human =
        result.plan().findings().stream().filter(finding -> finding.kind().needsHuman()).count();
    if (human > 0) {
      out.printf("%,d finding%s for a human.%n", human, human == 1 ? "" : "s");
    }
  }
}
