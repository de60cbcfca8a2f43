package dev.reinstate.reconcile;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.apply.KnownState;
import dev.reinstate.apply.Outcome;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Inventory;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.plan.Planner;
import dev.reinstate.reconcile.gate.GateVerdict;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/** One pass over the registries: list, plan, admit, gate, apply, verify. */
public final class Reconciler {

  private final LiveStates live;
  private final Admission admission;
  private final GuardedApplier applier;
  private final Mode mode;
  private final InstantSource clock;
  private final StopSignal stop;

  /**
   * @param scope the destination repositories to look at and to write to
   * @param admission is asked before the gate, of what is planned afterwards as well
   * @param applier what makes a run dry or confirmed; {@code mode} only says which
   * @param clock for how long ago the registries were read
   * @param stop once requested, nothing more is read, announced or written; what is known is the
   *     result
   */
  public Reconciler(
      Inventory inventory,
      Predicate<Repository> scope,
      PlanOptions options,
      Admission admission,
      GuardedApplier applier,
      Mode mode,
      InstantSource clock,
      StopSignal stop) {
    this.live = new LiveStates(inventory, scope, options);
    this.admission = admission;
    this.applier = applier;
    this.mode = mode;
    this.clock = clock;
    this.stop = stop;
  }

  public Result run(Inputs inputs) {
    Instant begun = clock.instant();
    PlanInput states = admission.inform(live.list(inputs));
    Plan plan = plan(states).withFindings(inputs.found());
    GateVerdict verdict = applier.examine(plan, states);
    ImmutableList<Outcome> outcomes =
        applier.apply(
            plan,
            verdict,
            KnownState.of(plan, states.live(), begun).without(neverSeen(plan, inputs)));
    Optional<Plan> verified = verify(states, inputs, outcomes);
    return new Result(
        mode,
        inputs,
        states.live().repositories().keySet(),
        plan,
        verdict,
        outcomes,
        verified,
        stop.requested());
  }

  private static ImmutableSet<DescriptorDigest> neverSeen(Plan plan, Inputs inputs) {
    return plan.actions().isEmpty() ? ImmutableSet.of() : inputs.agreed().neverSeen();
  }

  /**
   * Lists what was touched again and plans again: what is left was not done, whatever the outcomes
   * say.
   */
  private Optional<Plan> verify(PlanInput states, Inputs inputs, ImmutableList<Outcome> outcomes) {
    ImmutableSortedSet<Repository> touched =
        outcomes.stream()
            .filter(Outcome::wrote)
            .map(outcome -> outcome.action().repository())
            .collect(ImmutableSortedSet.toImmutableSortedSet(Repository::compareTo));
    if (touched.isEmpty() || stop.requested()) {
      return Optional.empty();
    }
    return Optional.of(plan(live.listAgain(states, inputs, touched)));
  }

  private Plan plan(PlanInput states) {
    return admission.admit(Planner.plan(states), states);
  }
}
