package dev.reinstate.snapshot;

import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import java.util.function.Predicate;

/**
 * What to take a snapshot of.
 *
 * @param include the repositories to read; what is known of the others is carried over
 * @param forget tested with {@code host/path}, {@code host/path:tag} and {@code host/path@digest}:
 *     what vanished and may be forgotten
 */
public record SnapshotRequest(
    DesiredState desired, Predicate<Repository> include, Predicate<String> forget) {

  /** Everything, and forget nothing. */
  public static SnapshotRequest of(DesiredState desired) {
    return new SnapshotRequest(desired, repository -> true, name -> false);
  }
}
