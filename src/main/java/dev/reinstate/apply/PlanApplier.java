package dev.reinstate.apply;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Plan;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Applies a plan: images first, in parallel and in turns of their hosts, then tags; a failure stops
 * nothing else.
 */
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
  public ImmutableList<Outcome> apply(Plan plan, KnownState known) {
    return apply(plan, known, outcome -> {});
  }

  /**
   * The same.
   *
   * @param ended is given each outcome as soon as there is one, by whichever thread
   */
  public ImmutableList<Outcome> apply(Plan plan, KnownState known, Consumer<Outcome> ended) {
    ImmutableList.Builder<Action> blobs = ImmutableList.builder();
    ImmutableList.Builder<Action> images = ImmutableList.builder();
    ImmutableList.Builder<Action> tags = ImmutableList.builder();
    for (Action action : plan.actions()) {
      switch (action) {
        case Action.RestoreBlob blob -> blobs.add(blob);
        case Action.RestoreImage image -> images.add(image);
        case Action.AddTag tag -> tags.add(tag);
        case Action.MoveTag tag -> tags.add(tag);
      }
    }
    ImmutableList<Outcome> supplied =
        applyAll("blobs", blobs.build(), action -> write(action, known), ended);
    ImmutableList<Outcome> restored =
        applyAll("images", images.build(), action -> write(action, known), ended);
    ImmutableSet<KnownState.Image> broken =
        restored.stream()
            .filter(outcome -> outcome instanceof Outcome.Failed)
            .map(outcome -> (Action.RestoreImage) outcome.action())
            .map(action -> new KnownState.Image(action.repository(), action.digest()))
            .collect(ImmutableSet.toImmutableSet());
    return ImmutableList.<Outcome>builder()
        .addAll(supplied)
        .addAll(restored)
        .addAll(applyAll("tags", tags.build(), action -> writeTag(action, broken, known), ended))
        .build();
  }

  private ImmutableList<Outcome> applyAll(
      String what,
      ImmutableList<Action> actions,
      Function<Action, Outcome> apply,
      Consumer<Outcome> ended) {
    if (actions.isEmpty()) {
      return ImmutableList.of();
    }
    try (Progress.Task task =
        progress.begin(
            what, actions.size(), () -> actions.stream().mapToLong(RequestEstimate::of).sum())) {
      Outcome[] outcomes = new Outcome[actions.size()];
      fanOut.map(
          new HostTurns(actions),
          turn -> {
            try {
              Outcome outcome = apply.apply(turn.action());
              outcomes[turn.index()] = outcome;
              ended.accept(outcome);
              task.step(RequestEstimate.of(turn.action()));
              return outcome;
            } finally {
              turn.ended();
            }
          });
      return ImmutableList.copyOf(outcomes);
    }
  }

  /** A tag never goes to an image that could not be restored whole. */
  private Outcome writeTag(Action action, ImmutableSet<KnownState.Image> broken, KnownState known) {
    KnownState.Image target =
        switch (action) {
          case Action.RestoreBlob blob -> throw new IllegalArgumentException(blob.identity());
          case Action.RestoreImage restore ->
              new KnownState.Image(restore.repository(), restore.digest());
          case Action.AddTag add -> new KnownState.Image(add.repository(), add.digest());
          case Action.MoveTag move -> new KnownState.Image(move.repository(), move.to());
        };
    return broken.contains(target)
        ? new Outcome.Failed(action, "its image could not be restored")
        : write(action, known);
  }

  private Outcome write(Action action, KnownState known) {
    if (stop.requested()) {
      return new Outcome.Skipped(action, "the run was stopped before this began");
    }
    try {
      return writer.write(action, known);
    } catch (CancelledException e) {
      return new Outcome.Failed(action, "the run was stopped in the middle of this; run again");
    } catch (RuntimeException e) {
      // A fault of the program in one action must not lose the record of the others.
      return new Outcome.Failed(action, "unexpected: " + e);
    }
  }
}
