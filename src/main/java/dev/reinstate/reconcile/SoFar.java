package dev.reinstate.reconcile;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Streams;
import dev.reinstate.apply.Outcome;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.reconcile.gate.GateVerdict;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What is known of a run before its end, for whoever may not live to see that. */
public final class SoFar {

  private record Planned(
      Plan plan, ImmutableSortedSet<Repository> repositories, GateVerdict verdict) {}

  private volatile Optional<Planned> planned = Optional.empty();
  private final Queue<Outcome> ended = new ConcurrentLinkedQueue<>();

  void planned(Plan plan, ImmutableSortedSet<Repository> repositories, GateVerdict verdict) {
    planned = Optional.of(new Planned(plan, repositories, verdict));
  }

  void ended(Outcome outcome) {
    ended.add(outcome);
  }

  /**
   * That of a run which is stopped here, whatever it does yet.
   *
   * @param unread the repositories of which nothing may be concluded while there is no plan
   */
  public Result result(Mode mode, Inputs inputs, Collection<Repository> unread) {
    Optional<Planned> known = planned;
    Plan plan = known.map(Planned::plan).orElseGet(() -> none(inputs, unread));
    GateVerdict verdict = known.map(Planned::verdict).orElse(new GateVerdict.Open());
    return new Result(
        mode,
        inputs,
        known.map(Planned::repositories).orElse(ImmutableSortedSet.copyOf(unread)),
        plan,
        verdict,
        verdict instanceof GateVerdict.Closed ? ImmutableList.of() : outcomes(plan),
        Optional.empty(),
        /* stopped= */ true);
  }

  private static Plan none(Inputs inputs, Collection<Repository> unread) {
    return new Plan(ImmutableList.of(), ImmutableList.of(), StateCounts.NONE)
        .withFindings(
            Streams.concat(
                    inputs.found().stream(),
                    unread.stream()
                        .map(
                            repository ->
                                new Finding.Unreadable(
                                    repository, "the run was stopped before there was a plan")))
                .toList());
  }

  private ImmutableList<Outcome> outcomes(Plan plan) {
    IdentityHashMap<Action, Outcome> known = new IdentityHashMap<>();
    ended.forEach(outcome -> known.put(outcome.action(), outcome));
    return plan.actions().stream()
        .map(action -> known.getOrDefault(action, unknown(action)))
        .collect(ImmutableList.toImmutableList());
  }

  private static Outcome unknown(Action action) {
    return new Outcome.Skipped(action, "not known to be done when the run was stopped");
  }
}
