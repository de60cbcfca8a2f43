package dev.reinstate.plan;

import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.MergeBaseRepository;
import java.util.Optional;

/**
 * The three states of a repository without its name. Mirrors in order are equal in it, so that a
 * universe of twenty mirrors takes the work of one.
 *
 * <p>Equal means the same objects. Those who read states keep what is equal once; to compare it
 * once more by value takes as long as to plan it, and two that are equal and not the same are only
 * planned twice.
 */
record SharedState(
    Optional<TaggedImages> desired, LiveRepository.Contents live, MergeBaseRepository agreed) {

  static SharedState of(PlanInput input, Repository repository, LiveRepository.Contents live) {
    return new SharedState(
        Optional.ofNullable(input.desired().repositories().get(repository))
            .map(DesiredRepository::images),
        live,
        input.agreed().get(repository));
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  public boolean equals(Object other) {
    return other instanceof SharedState that
        && isSame(desired, that.desired)
        && live == that.live
        && agreed == that.agreed;
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Optional<TaggedImages> one, Optional<TaggedImages> other) {
    return one.isPresent() ? other.isPresent() && one.get() == other.get() : other.isEmpty();
  }

  @Override
  public int hashCode() {
    int images = desired.map(System::identityHashCode).orElse(0);
    return 31 * (31 * images + System.identityHashCode(live)) + System.identityHashCode(agreed);
  }
}
