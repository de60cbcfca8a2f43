package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Repository;
import dev.reinstate.signature.Attachment;
import dev.reinstate.signature.Attachments;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.Optional;

/** What a snapshot knows to be attached. Asks nobody. For any thread. */
public final class StoredAttachments implements Attachments {

  private final MergeBase agreed;
  private final KnownReferrers known;

  public StoredAttachments(MergeBase agreed) {
    this.agreed = agreed;
    this.known = new KnownReferrers(agreed);
  }

  @Override
  public ImmutableList<Attachment> of(Repository repository, DescriptorDigest image) {
    ImmutableList.Builder<Attachment> found = ImmutableList.builder();
    for (String tag : AttachmentForms.tags(image)) {
      MergeBaseTag value = agreed.get(repository).tags().get(tag);
      if (value != null) {
        found.add(AttachmentForms.tagged(tag, Optional.of(value.digest())));
      }
    }
    ImmutableSet<DescriptorDigest> referrers = known.of(repository, image);
    referrers.forEach(referrer -> found.add(AttachmentForms.untold(referrer)));
    return found.build();
  }
}
