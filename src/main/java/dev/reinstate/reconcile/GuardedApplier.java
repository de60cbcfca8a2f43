package dev.reinstate.reconcile;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.KnownState;
import dev.reinstate.apply.Outcome;
import dev.reinstate.apply.PlanApplier;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.reconcile.gate.Gate;
import dev.reinstate.reconcile.gate.GateLimits;
import dev.reinstate.reconcile.gate.GateVerdict;
import java.util.function.Consumer;

/** Applies plans that pass the gate, once they were announced. */
public final class GuardedApplier {

  private final Gate gate;
  private final Consumer<Plan> announce;
  private final PlanApplier applier;
  private final SoFar soFar;
  private final StopSignal stop;

  /**
   * @param announce is told the plan right before it is applied
   * @param applier its writer is what makes a run dry or confirmed
   * @param soFar is told the plan, and what became of it
   * @param stop once requested, nothing more is announced or written
   */
  public GuardedApplier(
      GateLimits limits,
      Consumer<Plan> announce,
      PlanApplier applier,
      SoFar soFar,
      StopSignal stop) {
    this.gate = new Gate(limits);
    this.announce = announce;
    this.applier = applier;
    this.soFar = soFar;
    this.stop = stop;
  }

  /** Whether the plan may be applied. */
  public GateVerdict examine(Plan plan, PlanInput states) {
    GateVerdict verdict = gate.examine(plan, states);
    soFar.planned(plan, states.live().repositories().keySet(), verdict);
    return verdict;
  }

  /** One outcome an action; none when the gate is closed. */
  public ImmutableList<Outcome> apply(Plan plan, GateVerdict verdict, KnownState known) {
    if (verdict instanceof GateVerdict.Closed) {
      return ImmutableList.of();
    }
    if (!stop.requested()) {
      announce(plan);
    }
    return applier.apply(plan, known, soFar::ended);
  }

  private void announce(Plan plan) {
    try {
      announce.accept(plan);
    } catch (CancelledException e) {
      // Now nothing of it begins either, and is reported as that.
    }
  }
}
