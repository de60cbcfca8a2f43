package dev.reinstate.apply;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Plan;

/** Applies a plan: images first, in parallel, then tags; a failure stops nothing else. */
public final class PlanApplier {

  private final ActionWriter writer;
  private final FanOut fanOut;

  public PlanApplier(ActionWriter writer, FanOut fanOut) {
    this.writer = writer;
    this.fanOut = fanOut;
  }

  /** One outcome an action; images before tags, each in the plan's order. */
  public ImmutableList<Outcome> apply(Plan plan) {
    ImmutableList.Builder<Action> images = ImmutableList.builder();
    ImmutableList.Builder<Action> tags = ImmutableList.builder();
    for (Action action : plan.actions()) {
      (action instanceof Action.RestoreImage ? images : tags).add(action);
    }
    return ImmutableList.<Outcome>builder()
        .addAll(fanOut.map(images.build(), writer::write))
        .addAll(fanOut.map(tags.build(), writer::write))
        .build();
  }
}
