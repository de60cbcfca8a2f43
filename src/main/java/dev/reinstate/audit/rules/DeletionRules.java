package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.audit.rules.Verdict.Noted;
import dev.reinstate.audit.rules.Verdict.Reason;
import dev.reinstate.audit.rules.Verdict.Rejected;
import dev.reinstate.image.AttachmentTag;
import java.io.IOException;
import java.util.Optional;

/** Whether anybody misses what was deleted from a registry. */
final class DeletionRules {

  private final EventContext context;

  DeletionRules(EventContext context) {
    this.context = context;
  }

  Verdict judge(Optional<DescriptorDigest> image, Optional<String> tag) throws IOException {
    Optional<String> why =
        Checks.first(
            () -> tag.isPresent() ? whyTag(tag.get()) : Optional.empty(),
            () -> image.isPresent() ? whyImage(image.get()) : Optional.empty());
    return why.<Verdict>map(DeletionRules::rejected)
        .orElseGet(() -> new Noted("deleted, and no manifest wants it"));
  }

  private Optional<String> whyTag(String tag) throws IOException {
    Optional<DescriptorDigest> desired = context.desiredDigest(tag);
    if (desired.isPresent()) {
      return Optional.of("the manifests give the tag '%s' to %s".formatted(tag, desired.get()));
    }
    Optional<DescriptorDigest> subject = AttachmentTag.subjectOf(tag);
    return subject.isPresent() && context.rootOf(subject.get()).isPresent()
        ? Optional.of("it was attached to %s, which the manifests want".formatted(subject.get()))
        : Optional.empty();
  }

  private Optional<String> whyImage(DescriptorDigest image) throws IOException {
    if (context.isListed(image)) {
      return Optional.of("the manifests list it");
    }
    return Checks.first(
        () -> context.rootOf(image).map("it is part of %s, which the manifests list"::formatted),
        () ->
            context
                .wasAttachedTo(image)
                .map("it was attached to %s, which the manifests want"::formatted));
  }

  private static Verdict rejected(String why) {
    return new Rejected(Reason.DELETION, why, Optional.empty(), Optional.empty());
  }
}
