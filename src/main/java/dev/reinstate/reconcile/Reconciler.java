package dev.reinstate.reconcile;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.apply.KnownState;
import dev.reinstate.apply.Outcome;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Inventory;
import dev.reinstate.plan.Finding;
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
    return run(inputs, Inspection.NONE);
  }

  /**
   * The same.
   *
   * @param inspection looks at what the run leaves; not at that of a run that is stopped
   */
  public Result run(Inputs inputs, Inspection inspection) {
    Instant begun = clock.instant();
    PlanInput states = admission.inform(live.list(inputs));
    Plan plan = plan(states).withFindings(inputs.found());
    GateVerdict verdict = applier.examine(plan, states);
    ImmutableList<Outcome> outcomes =
        applier.apply(
            plan,
            verdict,
            KnownState.of(plan, states.live(), begun).without(neverSeen(plan, inputs)));
    Optional<Left> left = verify(states, inputs, outcomes);
    ImmutableList<Finding> found =
        inspect(inspection, left.orElse(new Left(states, plan)), verdict);
    Result result =
        new Result(
            mode,
            inputs,
            states.live().repositories().keySet(),
            plan,
            verdict,
            outcomes,
            left.map(Left::plan),
            stop.requested());
    return found.isEmpty() ? result : result.with(found);
  }

  /** What a confirmed run did not do, it does not do any more. */
  private ImmutableList<Finding> inspect(Inspection inspection, Left left, GateVerdict verdict) {
    if (stop.requested()) {
      return ImmutableList.of();
    }
    boolean isToCome = mode == Mode.DRY_RUN || verdict instanceof GateVerdict.Closed;
    Plan plan =
        isToCome
            ? left.plan
            : new Plan(ImmutableList.of(), left.plan.findings(), left.plan.counts());
    try {
      return inspection.of(left.states, plan);
    } catch (CancelledException e) {
      // The run is stopped meanwhile, which is said.
      return ImmutableList.of();
    }
  }

  /** What a run leaves. */
  private record Left(PlanInput states, Plan plan) {}

  private static ImmutableSet<DescriptorDigest> neverSeen(Plan plan, Inputs inputs) {
    return plan.actions().isEmpty() ? ImmutableSet.of() : inputs.agreed().neverSeen();
  }

  /**
   * Lists what was touched again and plans again: what is left was not done, whatever the outcomes
   * say.
   */
  private Optional<Left> verify(PlanInput states, Inputs inputs, ImmutableList<Outcome> outcomes) {
    ImmutableSortedSet<Repository> touched =
        outcomes.stream()
            .filter(Outcome::wrote)
            .map(outcome -> outcome.action().repository())
            .collect(ImmutableSortedSet.toImmutableSortedSet(Repository::compareTo));
    if (touched.isEmpty() || stop.requested()) {
      return Optional.empty();
    }
    PlanInput again = live.listAgain(states, inputs, touched);
    return Optional.of(new Left(again, plan(again)));
  }

  private Plan plan(PlanInput states) {
    return admission.admit(Planner.plan(states), states);
  }
}
