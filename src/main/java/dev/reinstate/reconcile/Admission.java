package dev.reinstate.reconcile;

import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;

/** Decides what of a plan may be written at all. */
public interface Admission {

  /** Every action. */
  Admission ALL = (plan, states) -> plan;

  /**
   * The same plan with findings instead of what may not be written, and without what makes no sense
   * without that.
   *
   * @param states what the plan was made of
   */
  Plan admit(Plan plan, PlanInput states);
}
