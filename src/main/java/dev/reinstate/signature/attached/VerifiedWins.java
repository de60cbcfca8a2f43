package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.snapshot.DisputedAttachment;
import dev.reinstate.snapshot.merge.AttachmentJudge;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Of two values of an attachment's tag the newer counts when it verifies and lacks nothing that the
 * older has; else the older does. Where the policy says nothing of such tags, the newer.
 */
public final class VerifiedWins implements AttachmentJudge {

  /** So many attachments are in memory, each of which may have tens of megabytes. */
  private static final int AT_ONCE = 32;

  private final AttachedValues stored;
  private final Semaphore permits = new Semaphore(AT_ONCE);

  /**
   * @param stored reads both values where the snapshot keeps them
   */
  public VerifiedWins(AttachedValues stored) {
    this.stored = stored;
  }

  @Override
  public DisputedAttachment judge(Overwritten overwritten) {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      throw CancelledException.interrupted();
    }
    try {
      return decide(overwritten);
    } finally {
      permits.release();
    }
  }

  private DisputedAttachment decide(Overwritten overwritten) {
    AttachedValues.Evidence newer = evidence(overwritten, overwritten.live());
    if (newer.answers().isEmpty()) {
      return NEWER.judge(overwritten);
    }
    AttachedValues.Evidence older = evidence(overwritten, overwritten.agreed());
    if (newer.verifies() && newer.replaces(older)) {
      return overwritten.resolved(overwritten.live(), Optional.of("it verifies"));
    }
    if (!older.verifies() && AttachmentForms.ofTag(overwritten.tag()).isEmpty()) {
      // A list of what nobody requires to be signed.
      return NEWER.judge(overwritten);
    }
    return overwritten.resolved(
        overwritten.agreed(),
        Optional.of((older.verifies() ? "the newer has " : "the newer, too, has ") + newer));
  }

  private AttachedValues.Evidence evidence(Overwritten overwritten, DescriptorDigest value) {
    return stored.of(overwritten.repository(), overwritten.tag(), value);
  }
}
