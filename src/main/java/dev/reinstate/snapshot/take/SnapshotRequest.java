package dev.reinstate.snapshot.take;

import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.snapshot.merge.AttachmentJudge;
import java.util.function.Predicate;

/**
 * What to take a snapshot of.
 *
 * @param include the repositories to read; what is known of the others is carried over
 * @param forget tested with {@code host/path}, {@code host/path:tag} and {@code host/path@digest}:
 *     what vanished and may be forgotten
 * @param deep whether to read and hash all that the store holds, and to replace what is damaged
 * @param judge decides on attachments that were overwritten
 */
public record SnapshotRequest(
    DesiredState desired,
    Predicate<Repository> include,
    Predicate<String> forget,
    boolean deep,
    AttachmentJudge judge) {

  /** Believes what is live of attachments. */
  public SnapshotRequest(
      DesiredState desired, Predicate<Repository> include, Predicate<String> forget, boolean deep) {
    this(desired, include, forget, deep, AttachmentJudge.NEWER);
  }

  /** Without a deep look. */
  public SnapshotRequest(
      DesiredState desired, Predicate<Repository> include, Predicate<String> forget) {
    this(desired, include, forget, /* deep= */ false);
  }

  /** The same with somebody who decides. */
  public SnapshotRequest with(AttachmentJudge newJudge) {
    return new SnapshotRequest(desired, include, forget, deep, newJudge);
  }

  /** Everything, and forget nothing. */
  public static SnapshotRequest of(DesiredState desired) {
    return new SnapshotRequest(desired, repository -> true, name -> false);
  }
}
