package dev.reinstate.plan;

/**
 * How much a plan looked at.
 *
 * @param repositories in scope, also unreadable ones
 * @param images D ∪ L ∪ S over the readable ones
 * @param tags D ∪ L ∪ S over the readable ones
 * @param untagged live images that nobody named and no tag shows: children and referrers look so
 */
public record StateCounts(int repositories, int images, int tags, int untagged) {

  /** Nothing looked at. */
  public static final StateCounts NONE = new StateCounts(0, 0, 0, 0);

  /** Both together, of repositories that they do not share. */
  public StateCounts plus(StateCounts other) {
    return new StateCounts(
        repositories + other.repositories,
        images + other.images,
        tags + other.tags,
        untagged + other.untagged);
  }
}
