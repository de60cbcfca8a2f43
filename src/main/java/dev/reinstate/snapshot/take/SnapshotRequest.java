package dev.reinstate.snapshot.take;

import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import java.util.function.Predicate;

/**
 * What to take a snapshot of.
 *
 * @param include the repositories to read; what is known of the others is carried over
 * @param forget tested with {@code host/path}, {@code host/path:tag} and {@code host/path@digest}:
 *     what vanished and may be forgotten
 * @param deep whether to read and hash all that the store holds, and to replace what is damaged
 */
public record SnapshotRequest(
    DesiredState desired, Predicate<Repository> include, Predicate<String> forget, boolean deep) {

  /** Without a deep look. */
  public SnapshotRequest(
      DesiredState desired, Predicate<Repository> include, Predicate<String> forget) {
    this(desired, include, forget, /* deep= */ false);
  }

  /** Everything, and forget nothing. */
  public static SnapshotRequest of(DesiredState desired) {
    return new SnapshotRequest(desired, repository -> true, name -> false);
  }
}
