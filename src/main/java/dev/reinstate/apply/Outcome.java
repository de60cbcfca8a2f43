package dev.reinstate.apply;

import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.plan.Action;

/** What became of an action. */
public sealed interface Outcome {

  Action action();

  /** For a human; empty when there is nothing to add. */
  String detail();

  /** The word for it in results. */
  default String status() {
    return switch (this) {
      case Done ignored -> "done";
      case Skipped ignored -> "skipped";
      case TagsLeft ignored -> "skipped";
      case Failed ignored -> "failed";
    };
  }

  /** Whether something was written, so that what is there now has to be looked at again. */
  default boolean wrote() {
    return this instanceof Done || this instanceof TagsLeft;
  }

  /** The registry is now as the action wants it. */
  record Done(Action action, String detail) implements Outcome {}

  /** Left alone on purpose: a dry run, or the registry changed since the plan was made. */
  record Skipped(Action action, String detail) implements Outcome {}

  /**
   * The image is back, but some of its tags changed since the plan was made and were left alone.
   *
   * @param tags those
   */
  record TagsLeft(Action.RestoreImage action, ImmutableSortedSet<String> tags, String detail)
      implements Outcome {}

  /** It could not be done. */
  record Failed(Action action, String detail) implements Outcome {}
}
