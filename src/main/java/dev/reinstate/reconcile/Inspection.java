package dev.reinstate.reconcile;

import com.google.common.collect.ImmutableList;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;

/** Looks at what a run leaves behind, or would leave. */
public interface Inspection {

  /** Finds nothing. */
  Inspection NONE = (states, plan) -> ImmutableList.of();

  /**
   * What there is to say besides the plan.
   *
   * @param states after writing, where anything was written
   * @param plan of those states; its actions are what a run would do that writes nothing
   */
  ImmutableList<Finding> of(PlanInput states, Plan plan);
}
