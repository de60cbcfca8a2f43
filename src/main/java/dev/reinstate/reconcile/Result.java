package dev.reinstate.reconcile;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.apply.Outcome;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Plan;
import dev.reinstate.reconcile.gate.GateVerdict;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run did.
 *
 * @param repositories the destination repositories that were read, also in vain
 * @param outcomes one an action of the plan; empty when the gate is closed
 * @param verified the plan of the touched repositories afterwards; empty when nothing was written
 * @param stopped whether somebody ended the run before its time
 */
public record Result(
    Mode mode,
    Inputs inputs,
    ImmutableSortedSet<Repository> repositories,
    Plan plan,
    GateVerdict gate,
    ImmutableList<Outcome> outcomes,
    Optional<Plan> verified,
    boolean stopped) {

  /** The same with more findings. */
  public Result with(Iterable<? extends Finding> more) {
    return new Result(
        mode, inputs, repositories, plan.withFindings(more), gate, outcomes, verified, stopped);
  }

  /** Whether the gate kept a confirmed run from writing. */
  public boolean refused() {
    return mode == Mode.CONFIRMED && gate instanceof GateVerdict.Closed;
  }

  /** What was not done, was left alone, or is still to do although its outcome was done. */
  public ImmutableList<Action> left() {
    return switch (mode) {
      case DRY_RUN -> plan.actions();
      case CONFIRMED -> verified.map(Plan::actions).orElseGet(this::notDone);
    };
  }

  /** Of an image that is back without some of its tags, these. */
  private ImmutableList<Action> notDone() {
    return outcomes.stream().flatMap(Result::left).collect(ImmutableList.toImmutableList());
  }

  private static Stream<Action> left(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done ignored -> Stream.empty();
      case Outcome.TagsLeft back -> back.tags().stream().map(tag -> addTag(back.action(), tag));
      case Outcome.Skipped skipped -> Stream.of(skipped.action());
      case Outcome.Failed failed -> Stream.of(failed.action());
    };
  }

  private static Action addTag(Action.RestoreImage of, String tag) {
    return new Action.AddTag(
        of.repository(), tag, of.digest(), of.authority(), ActionReason.TAG_MISSING);
  }

  /**
   * Whether something needs a human: lost, unreadable, invalid, refused, failed or not verified.
   */
  public boolean partial() {
    boolean notDone = mode == Mode.CONFIRMED && (!notDone().isEmpty() || !left().isEmpty());
    return stopped || notDone || plan.needsHuman() || verified.map(Plan::needsHuman).orElse(false);
  }

  /** Whether nothing at all is left to do, by anybody. */
  public boolean clean() {
    return !refused() && !partial() && left().isEmpty();
  }
}
