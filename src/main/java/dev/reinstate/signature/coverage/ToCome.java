package dev.reinstate.signature.coverage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Plan;
import dev.reinstate.signature.Attachment;
import dev.reinstate.signature.attached.AttachmentForms;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import java.util.Optional;

/** What the actions of a plan are going to attach again. */
record ToCome(ImmutableListMultimap<Image, Attachment> attachments) {

  private record Image(Repository place, DescriptorDigest digest) {}

  static ToCome of(Plan plan, MergeBase agreed) {
    ImmutableListMultimap.Builder<Image, Attachment> attachments = ImmutableListMultimap.builder();
    for (Action action : plan.actions()) {
      switch (action) {
        case Action.RestoreImage restore -> {
          restore.tags().forEach(tag -> addTag(restore, tag, restore.digest(), attachments));
          addReferrer(restore, agreed, attachments);
        }
        case Action.AddTag add -> addTag(add, add.tag(), add.digest(), attachments);
        case Action.MoveTag ignored -> {}
        case Action.RestoreBlob ignored -> {}
      }
    }
    return new ToCome(attachments.build());
  }

  private static void addTag(
      Action action,
      String tag,
      DescriptorDigest digest,
      ImmutableListMultimap.Builder<Image, Attachment> attachments) {
    AttachmentTag.subjectOf(tag)
        .filter(subject -> AttachmentForms.ofTag(tag).isPresent())
        .ifPresent(
            subject ->
                attachments.put(
                    new Image(action.repository(), subject),
                    new Attachment(
                        AttachmentForms.ofTag(tag),
                        Optional.empty(),
                        Optional.of(tag),
                        Optional.of(digest))));
  }

  private static void addReferrer(
      Action.RestoreImage restore,
      MergeBase agreed,
      ImmutableListMultimap.Builder<Image, Attachment> attachments) {
    MergeBaseImage known = agreed.get(restore.repository()).images().get(restore.digest());
    if (known != null && known.subject().isPresent()) {
      attachments.put(
          new Image(restore.repository(), known.subject().get()),
          AttachmentForms.untold(restore.digest()));
    }
  }

  ImmutableList<Attachment> of(Repository place, DescriptorDigest digest) {
    return attachments.get(new Image(place, digest));
  }
}
