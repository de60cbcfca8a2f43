package dev.reinstate.plan;

import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.MergeBaseRepository;

/**
 * The three states of a repository without its name. Mirrors in order are equal in it, so that a
 * universe of twenty mirrors takes the work of one.
 *
 * <p>Equal means the same objects. Those who read states keep what is equal once; to compare it
 * once more by value takes as long as to plan it, and two that are equal and not the same are only
 * planned twice.
 */
record SharedState(
    TaggedImages desired,
    LiveRepository.Contents live,
    MergeBaseRepository agreed,
    ImmutableSet<String> overwritten) {

  static SharedState of(PlanInput input, Repository repository, LiveRepository.Contents live) {
    return new SharedState(
        input.desired().images(repository),
        live,
        input.agreed().get(repository),
        input.overwritten().get(repository));
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  public boolean equals(Object other) {
    return other instanceof SharedState that
        && desired == that.desired
        && live == that.live
        && agreed == that.agreed
        && overwritten.equals(that.overwritten);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * System.identityHashCode(desired) + System.identityHashCode(live))
        + System.identityHashCode(agreed);
  }
}
