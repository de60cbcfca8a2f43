package dev.reinstate.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import dev.reinstate.apply.Outcome;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import java.util.Comparator;
import java.util.stream.Stream;

/** Everything a run has to say, what needs a human first. */
final class ReportLines {

  /**
   * What needs a human: findings, then actions not done. Then all other actions, tags that move
   * first. Then what only informs.
   */
  private static final Comparator<ReportLine> URGENCY =
      Comparator.comparing(ReportLine::needsHuman, Comparator.reverseOrder())
          .thenComparing(entry -> entry.needsHuman() == (entry instanceof ReportLine.Deed))
          .thenComparing(ReportLines::findingKind)
          .thenComparing(entry -> !entry.kind().equals("move-tag"));

  private final ImmutableMap<Action, Outcome> outcomes;
  private final ImmutableSet<String> stillToDo;
  private final Result result;

  private ReportLines(Result result) {
    this.result = result;
    this.outcomes = Maps.uniqueIndex(result.outcomes(), Outcome::action);
    this.stillToDo =
        result.verified().stream()
            .flatMap(plan -> plan.actions().stream())
            .map(Action::identity)
            .collect(ImmutableSet.toImmutableSet());
  }

  static ImmutableList<ReportLine> of(Result result) {
    return new ReportLines(result).list();
  }

  private ImmutableList<ReportLine> list() {
    Plan plan = result.plan();
    ImmutableSet<Finding> known = ImmutableSet.copyOf(plan.findings());
    Stream<Finding> turnedUpAfterwards =
        result.verified().stream()
            .flatMap(verified -> verified.findings().stream())
            .filter(finding -> finding.kind().needsHuman() && !known.contains(finding));
    Stream<ReportLine> findings =
        Stream.concat(plan.findings().stream(), turnedUpAfterwards).map(ReportLine.Found::new);
    return Stream.concat(plan.actions().stream().map(this::deed), findings)
        .sorted(URGENCY)
        .collect(ImmutableList.toImmutableList());
  }

  /** Equal for all actions. */
  private static FindingKind findingKind(ReportLine entry) {
    return entry instanceof ReportLine.Found found ? found.finding().kind() : FindingKind.EXTRA;
  }

  private ReportLine deed(Action action) {
    Outcome outcome = outcomes.get(action);
    if (outcome == null || result.mode() == Mode.DRY_RUN) {
      return new ReportLine.Deed(action, ReportLine.Progress.TO_DO, "");
    }
    return new ReportLine.Deed(action, progress(outcome), outcome.detail());
  }

  private ReportLine.Progress progress(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done ->
          stillToDo.contains(done.action().identity())
              ? ReportLine.Progress.UNVERIFIED
              : ReportLine.Progress.DONE;
      case Outcome.TagsLeft ignored -> ReportLine.Progress.TAGS_LEFT;
      case Outcome.Skipped ignored -> ReportLine.Progress.SKIPPED;
      case Outcome.Failed ignored -> ReportLine.Progress.FAILED;
    };
  }
}
