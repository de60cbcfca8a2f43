package dev.reinstate.plan;

import com.google.common.collect.ImmutableSetMultimap;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.snapshot.MergeBase;

/**
 * The three states, and what was asked besides.
 *
 * @param live the destination repositories in scope: exactly these are planned
 * @param sources further repositories that were asked for missing images; never written to
 * @param overwritten by repository, tags of attachments that were overwritten with something worse
 *     than what was agreed
 */
public record PlanInput(
    DesiredState desired,
    LiveState live,
    LiveState sources,
    MergeBase agreed,
    PlanOptions options,
    ImmutableSetMultimap<Repository, String> overwritten) {

  /** Nothing is said of attachments. */
  public PlanInput(
      DesiredState desired,
      LiveState live,
      LiveState sources,
      MergeBase agreed,
      PlanOptions options) {
    this(desired, live, sources, agreed, options, ImmutableSetMultimap.of());
  }

  /** The same with more known of sources. */
  public PlanInput withSources(LiveState answers) {
    return new PlanInput(desired, live, answers, agreed, options, overwritten);
  }

  /** The same with newer answers of destinations. */
  public PlanInput withLive(LiveState answers) {
    return new PlanInput(desired, answers, sources, agreed, options, overwritten);
  }

  /** The same with attachments that were overwritten with something worse. */
  public PlanInput withOverwritten(ImmutableSetMultimap<Repository, String> tags) {
    return new PlanInput(desired, live, sources, agreed, options, tags);
  }
}
