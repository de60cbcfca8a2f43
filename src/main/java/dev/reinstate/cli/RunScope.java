package dev.reinstate.cli;

import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.revision.ManifestChange;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The destination repositories that a run reads and writes.
 *
 * @param mine what the user included, as far as it is this shard's
 * @param read of these, what the run looks at: everything, or what changed
 */
record RunScope(Predicate<Repository> mine, Predicate<Repository> read) {

  static RunScope of(
      Predicate<Repository> included,
      Optional<Shard> shard,
      Optional<ManifestChange> change,
      DesiredState desired) {
    Predicate<Repository> mine =
        shard.map(part -> included.and(shardOf(part, desired))).orElse(included);
    return new RunScope(
        mine, change.map(since -> mine.and(since.repositories()::contains)).orElse(mine));
  }

  private static Predicate<Repository> shardOf(Shard shard, DesiredState desired) {
    return repository -> shard.has(desired.destinationOf(repository).nameOf(repository));
  }
}
