package dev.reinstate.snapshot.merge;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.DisputedAttachment;
import java.util.Optional;

/** Decides which value of an overwritten attachment counts from now on. For any thread. */
public interface AttachmentJudge {

  /** Nobody knows better than the registry: signatures are renewed every day. */
  AttachmentJudge NEWER = overwritten -> overwritten.resolved(overwritten.live(), Optional.empty());

  /**
   * Where nothing can be concluded, the agreed value counts; nothing is thrown but {@link
   * dev.reinstate.concurrent.CancelledException}.
   */
  DisputedAttachment judge(Overwritten overwritten);

  /**
   * An attachment's tag that is live elsewhere than it was agreed.
   *
   * @param agreed the value of the snapshots before
   */
  record Overwritten(
      Repository repository, String tag, DescriptorDigest agreed, DescriptorDigest live) {

    /**
     * What was decided.
     *
     * @param kept one of both values
     * @param reason for a human
     */
    public DisputedAttachment resolved(DescriptorDigest kept, Optional<String> reason) {
      return new DisputedAttachment(repository, tag, agreed, live, kept, reason);
    }
  }
}
