package dev.reinstate.report.form;

import com.google.common.base.Joiner;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Multiset;
import dev.reinstate.apply.Outcome;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.gate.GateVerdict;
import dev.reinstate.report.Headline;
import dev.reinstate.report.LineMarker;
import dev.reinstate.report.NextSteps;
import dev.reinstate.report.ReportLine;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.Summary;
import dev.reinstate.text.Printable;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The run for a reader: counts first, then what is to do or was done by destination, then the
 * verdict.
 */
public final class TextReport {

  private static final int LINES_BEFORE_FOLDING = 20;

  /** Each is about an image of its own, and a file lists all of them. */
  private static final ImmutableSet<String> MANY =
      ImmutableSet.of(FindingKind.UNSIGNED.word(), FindingKind.UNATTESTED.word());

  private static final int LINES_OF_MANY = 5;

  private final PrintWriter out;
  private final Palette palette;
  private final boolean unfolded;

  /**
   * @param unfolded print every line, however many there are
   */
  public TextReport(PrintWriter out, Palette palette, boolean unfolded) {
    this.out = out;
    this.palette = palette;
    this.unfolded = unfolded;
  }

  public void print(ReportModel model) {
    RunReport report = model.report();
    printHead(report);
    model.missing().forEach(shard -> printHuman("no result of shard " + shard));
    ImmutableList<SharedReason> shared = unfolded ? ImmutableList.of() : SharedReason.of(model);
    shared.forEach(reason -> printHuman(reason.line()));
    Section.of(model, shared).forEach(this::printSection);
    printOfNoRepository(model);
    printGate(model);
    printOutcomes(report.result());
    printVerdict(model);
    out.flush();
  }

  private void printHead(RunReport report) {
    Plan plan = report.result().plan();
    report.rewrites().forEach(rewrite -> out.println("rewrite " + rewrite));
    out.printf(
        "%s %s: %,d repositories, %,d images and %,d tags %s%s%n",
        report.result().mode() == Mode.DRY_RUN ? "Dry run, plan" : "Plan",
        plan.id().substring(0, 12),
        plan.counts().repositories(),
        plan.counts().images(),
        plan.counts().tags(),
        report.job().read(),
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

  private void printSection(Section section) {
    out.println();
    out.println(section.destinations().getFirst() + ": " + section.counts());
    if (section.destinations().size() > 1) {
      out.println(
          "  the same in " + Joiner.on(", ").join(Iterables.skip(section.destinations(), 1)));
    }
    int all = section.lines().size();
    ImmutableList<Section.Line> shown = unfolded ? section.lines() : folded(section.lines());
    shown.forEach(this::printLine);
    if (shown.size() < all) {
      out.printf("  … and %,d more (-v shows all)%n", all - shown.size());
    }
  }

  /** Of what may be thousands of lines that say the same, few are as good as many. */
  private static ImmutableList<Section.Line> folded(ImmutableList<Section.Line> lines) {
    Multiset<String> counts = HashMultiset.create();
    return lines.stream()
        .filter(
            line -> {
              counts.add(line.kind());
              return !MANY.contains(line.kind()) || counts.count(line.kind()) <= LINES_OF_MANY;
            })
        .limit(LINES_BEFORE_FOLDING)
        .collect(ImmutableList.toImmutableList());
  }

  private void printLine(Section.Line line) {
    out.println("  " + palette.paint(line.mark(), line.mark().text() + line.text()));
  }

  private void printOfNoRepository(ReportModel model) {
    for (ReportLine entry : model.entries()) {
      if (entry instanceof ReportLine.Found found) {
        printOfNoRepository(found.finding());
      }
    }
  }

  private void printOfNoRepository(Finding finding) {
    switch (finding) {
      case Finding.Invalid invalid -> printHuman("skipped " + Printable.line(invalid.detail()));
      case Finding.Damaged damaged -> printHuman("damaged " + Printable.line(damaged.detail()));
      case Finding.Stale stale ->
          printHuman(stale.kind().word() + ": " + Printable.line(stale.detail()));
      default -> {}
    }
  }

  private void printHuman(String line) {
    out.println(palette.paint(LineMarker.HUMAN, LineMarker.HUMAN.text() + line));
  }

  private void printGate(ReportModel model) {
    Result result = model.result();
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
        if (!model.wrote()) {
          out.println("  If it is what you want, repeat with --approve=" + result.plan().id());
        }
      }
    }
  }

  private void printOutcomes(Result result) {
    if (result.mode() == Mode.DRY_RUN || result.outcomes().isEmpty()) {
      return;
    }
    Map<String, Long> counts =
        result.outcomes().stream()
            .collect(Collectors.groupingBy(Outcome::status, TreeMap::new, Collectors.counting()));
    out.println("\nApplied: " + Joiner.on(", ").withKeyValueSeparator(" ").join(counts));
  }

  private void printVerdict(ReportModel model) {
    out.println();
    model.report().wholeness().ifPresent(line -> out.println(Printable.line(line)));
    model.report().signed().ifPresent(line -> out.println("signed: " + Printable.line(line)));
    out.println(model.verdict().text());
    if (model.verdict().level() != Headline.Level.CLEAN) {
      NextSteps.of(model).forEach(step -> out.printf("→ %s: %s%n", step.title(), step.command()));
    }
  }
}
