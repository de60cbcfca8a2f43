package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.reconcile.Inspection;
import dev.reinstate.signature.coverage.Coverage;
import dev.reinstate.signature.coverage.CoverageSurvey;
import java.util.Optional;

/** Whether images have what a policy asks for, once a run is done. */
final class SignedImages implements Inspection {

  private final CoverageSurvey survey;
  private Optional<Coverage> coverage = Optional.empty();

  SignedImages(CoverageSurvey survey) {
    this.survey = survey;
  }

  @Override
  public ImmutableList<Finding> of(PlanInput states, Plan plan) {
    CoverageSurvey.Surveyed surveyed = survey.of(states, plan);
    coverage = Optional.of(surveyed.coverage());
    return surveyed.findings();
  }

  /** Empty where the run did not get that far. */
  Optional<Coverage> coverage() {
    return coverage;
  }
}
