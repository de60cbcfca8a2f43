package dev.reinstate.plan;

import dev.reinstate.inventory.LiveState;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.snapshot.MergeBase;

/**
 * The three states, and what was asked besides.
 *
 * @param live the destination repositories in scope: exactly these are planned
 * @param sources further repositories that were asked for missing images; never written to
 */
public record PlanInput(
    DesiredState desired,
    LiveState live,
    LiveState sources,
    MergeBase agreed,
    PlanOptions options) {

  /** The same with more known of sources. */
  public PlanInput withSources(LiveState answers) {
    return new PlanInput(desired, live, answers, agreed, options);
  }
}
