package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.signature.Attachment;
import dev.reinstate.signature.AttachmentKind;
import dev.reinstate.signature.AttachmentReader;
import dev.reinstate.signature.SignedContent;
import java.util.Optional;

/**
 * What an attachment holds of one kind and predicate type.
 *
 * @param predicateType empty for what is no attestation, and where none can be made out
 */
record SignedPart(
    AttachmentKind kind, Optional<String> predicateType, ImmutableList<SignedContent> contents) {

  /** As it was found under an attachment. */
  AttachmentReader.Opened opened(Attachment attachment, DescriptorDigest manifest) {
    return new AttachmentReader.Opened(
        new Attachment(Optional.of(kind), predicateType, attachment.tag(), Optional.of(manifest)),
        contents);
  }
}
