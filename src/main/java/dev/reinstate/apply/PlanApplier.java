package dev.reinstate.apply;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Plan;

/** Applies a plan: images first, in parallel, then tags; a failure stops nothing else. */
public final class PlanApplier {

  private final ActionWriter writer;
  private final FanOut fanOut;
  private final Progress progress;
  private final StopSignal stop;

  /**
   * @param stop once requested, no further action begins
   */
  public PlanApplier(ActionWriter writer, FanOut fanOut, Progress progress, StopSignal stop) {
    this.writer = writer;
    this.fanOut = fanOut;
    this.progress = progress;
    this.stop = stop;
  }

  /** One outcome an action; images before tags, each in the plan's order. */
  public ImmutableList<Outcome> apply(Plan plan) {
    ImmutableList.Builder<Action> images = ImmutableList.builder();
    ImmutableList.Builder<Action> tags = ImmutableList.builder();
    for (Action action : plan.actions()) {
      (action instanceof Action.RestoreImage ? images : tags).add(action);
    }
    return ImmutableList.<Outcome>builder()
        .addAll(applyAll("images", images.build()))
        .addAll(applyAll("tags", tags.build()))
        .build();
  }

  private ImmutableList<Outcome> applyAll(String what, ImmutableList<Action> actions) {
    try (Progress.Task task = progress.begin(what, actions.size())) {
      return fanOut.map(
          actions,
          action -> {
            Outcome outcome = write(action);
            task.step();
            return outcome;
          });
    }
  }

  private Outcome write(Action action) {
    if (stop.requested()) {
      return new Outcome.Skipped(action, "the run was stopped before this began");
    }
    try {
      return writer.write(action);
    } catch (CancelledException e) {
      return new Outcome.Failed(action, "the run was stopped in the middle of this; run again");
    }
  }
}
