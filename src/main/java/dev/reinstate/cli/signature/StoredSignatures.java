package dev.reinstate.cli.signature;

import dev.reinstate.cli.option.UsageException;
import dev.reinstate.signature.PolicyCheck;
import dev.reinstate.signature.SignatureCheck;
import dev.reinstate.signature.attached.AttachedValues;
import dev.reinstate.signature.attached.AttachmentContents;
import dev.reinstate.signature.attached.AttachmentLists;
import dev.reinstate.signature.attached.KnownImages;
import dev.reinstate.signature.attached.StoredAttachments;
import dev.reinstate.signature.attached.StoredImages;
import dev.reinstate.signature.attached.VerifiedWins;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.merge.AttachmentJudge;

/** What checks signatures in a snapshot alone, wired. */
public final class StoredSignatures {

  private StoredSignatures() {}

  /** Decides on overwritten attachments by what the store holds of them. */
  public static AttachmentJudge judge(SnapshotStore store, SignatureOptions.Request asked)
      throws UsageException {
    return new VerifiedWins(
        new AttachedValues(asked.policy(), new StoredImages.Unlisted(store), asked.verifier()));
  }

  /** Asks no registry. */
  public static PolicyCheck check(
      SnapshotStore store, MergeBase agreed, SignatureOptions.Request asked) throws UsageException {
    StoredImages images = new StoredImages(store, agreed);
    return new PolicyCheck(
        asked.policy(),
        new SignatureCheck(
            new StoredAttachments(agreed),
            new AttachmentContents(images, AttachmentLists.TagValues.NONE),
            asked.verifier()),
        KnownImages.stored(images));
  }
}
