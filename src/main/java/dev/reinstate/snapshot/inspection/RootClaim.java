package dev.reinstate.snapshot.inspection;

import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.SnapshotRoot.Counts;
import java.util.Collection;
import java.util.Optional;

/** Checks what a root claims: the newest may be forged without breaking any hash. */
final class RootClaim {

  private RootClaim() {}

  /**
   * Compares the counts.
   *
   * @param repositories what the root's trees lead to, each mirror on its own
   */
  static Optional<SnapshotProblem> check(
      ListedSnapshot.Intact snapshot, Collection<MergeBaseRepository> repositories) {
    Counts claimed = snapshot.root().counts();
    long images = repositories.stream().mapToLong(r -> r.images().size()).sum();
    long tags = repositories.stream().mapToLong(r -> r.tags().size()).sum();
    if (claimed.repositories() == repositories.size()
        && claimed.images() == images
        && claimed.tags() == tags) {
      return Optional.empty();
    }
    return Optional.of(
        new SnapshotProblem(
            "snapshot " + snapshot.name(),
            "its root claims %d repositories, %d images and %d tags, but leads to %d, %d and %d"
                .formatted(
                    claimed.repositories(),
                    claimed.images(),
                    claimed.tags(),
                    repositories.size(),
                    images,
                    tags)));
  }
}
