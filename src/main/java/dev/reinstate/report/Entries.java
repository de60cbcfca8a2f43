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
final class Entries {

  /**
   * What needs a human: findings, then actions not done. Then all other actions, tags that move
   * first. Then what only informs.
   */
  private static final Comparator<Entry> URGENCY =
      Comparator.comparing(Entry::needsHuman, Comparator.reverseOrder())
          .thenComparing(entry -> entry.needsHuman() == (entry instanceof Entry.Deed))
          .thenComparing(Entries::findingKind)
          .thenComparing(entry -> !entry.kind().equals("move-tag"));

  private final ImmutableMap<Action, Outcome> outcomes;
  private final ImmutableSet<String> stillToDo;
  private final Result result;

  private Entries(Result result) {
    this.result = result;
    this.outcomes = Maps.uniqueIndex(result.outcomes(), Outcome::action);
    this.stillToDo =
        result.verified().stream()
            .flatMap(plan -> plan.actions().stream())
            .map(Action::identity)
            .collect(ImmutableSet.toImmutableSet());
  }

  static ImmutableList<Entry> of(Result result) {
    return new Entries(result).list();
  }

  private ImmutableList<Entry> list() {
    Plan plan = result.plan();
    ImmutableSet<Finding> known = ImmutableSet.copyOf(plan.findings());
    Stream<Finding> turnedUpAfterwards =
        result.verified().stream()
            .flatMap(verified -> verified.findings().stream())
            .filter(finding -> finding.kind().needsHuman() && !known.contains(finding));
    Stream<Entry> findings =
        Stream.concat(plan.findings().stream(), turnedUpAfterwards).map(Entry.Found::new);
    return Stream.concat(plan.actions().stream().map(this::deed), findings)
        .sorted(URGENCY)
        .collect(ImmutableList.toImmutableList());
  }

  /** Equal for all actions. */
  private static FindingKind findingKind(Entry entry) {
    return entry instanceof Entry.Found found ? found.finding().kind() : FindingKind.EXTRA;
  }

  private Entry deed(Action action) {
    Outcome outcome = outcomes.get(action);
    if (outcome == null || result.mode() == Mode.DRY_RUN) {
      return new Entry.Deed(action, Entry.Progress.TO_DO, "");
    }
    return new Entry.Deed(action, progress(outcome), outcome.detail());
  }

  private Entry.Progress progress(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done ->
          stillToDo.contains(done.action().identity())
              ? Entry.Progress.UNVERIFIED
              : Entry.Progress.DONE;
      case Outcome.TagsLeft ignored -> Entry.Progress.TAGS_LEFT;
      case Outcome.Skipped ignored -> Entry.Progress.SKIPPED;
      case Outcome.Failed ignored -> Entry.Progress.FAILED;
    };
  }
}
