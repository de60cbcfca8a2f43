package dev.reinstate.reconcile;

import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;

/** What a policy has to say between listing and gate. */
public interface Admission {

  /** Nothing: without a policy. */
  Admission ALL =
      new Admission() {
        @Override
        public PlanInput inform(PlanInput states) {
          return states;
        }

        @Override
        public Plan admit(Plan plan, PlanInput states) {
          return plan;
        }
      };

  /** The same states with what a plan has to know besides. */
  PlanInput inform(PlanInput states);

  /**
   * The same plan with findings instead of what may not be written, and without what makes no sense
   * without that.
   *
   * @param states what the plan was made of
   */
  Plan admit(Plan plan, PlanInput states);

  /** By a signature policy. */
  record Signed(OverwrittenAttachments attachments, Promotions promotions) implements Admission {
    @Override
    public PlanInput inform(PlanInput states) {
      return attachments.mark(states);
    }

    @Override
    public Plan admit(Plan plan, PlanInput states) {
      return promotions.admit(plan, states);
    }
  }
}
