package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.audit.rules.Verdict.Reason;
import dev.reinstate.audit.rules.Verdict.Rejected;
import dev.reinstate.audit.rules.Verdict.Verified;
import dev.reinstate.image.AttachmentTag;
import java.io.IOException;
import java.util.Optional;

/** Whether something may be put into a registry. */
final class InsertionRules {

  private static final String AGREES = "agrees with manifest";

  private final EventContext context;
  private final DescriptorDigest image;

  InsertionRules(EventContext context, DescriptorDigest image) {
    this.context = context;
    this.image = image;
  }

  Verdict untagged() throws IOException {
    return whyImage().<Verdict>map(Verified::new).orElseGet(this::unknownImage);
  }

  Verdict tagged(String tag) throws IOException {
    Optional<DescriptorDigest> desired = context.desiredDigest(tag);
    if (desired.isPresent()) {
      return desired.get().equals(image) ? new Verified(AGREES) : moved(tag, desired.get());
    }
    Optional<String> why =
        Checks.first(
            () -> context.knownAnnouncements().ofTag(image, tag).map(InsertionRules::announced),
            () -> attachment(tag),
            () -> context.announcements().ofTag(image, tag).map(InsertionRules::announced));
    return why.isPresent() ? new Verified(why.get()) : unknown(tag);
  }

  private Verdict unknown(String tag) throws IOException {
    return whyImage()
        .<Verdict>map(
            why ->
                rejected(
                    Reason.UNKNOWN_TAG,
                    "unknown tag: no manifest gives the tag '%s' to this image, which %s"
                        .formatted(tag, why)))
        .orElseGet(this::unknownImage);
  }

  /** Why the image may be in the repository, whatever its tags. */
  private Optional<String> whyImage() throws IOException {
    return Checks.first(
        () -> context.knownRootOf(image).map(this::agrees),
        () -> context.knownAnnouncements().ofImage(image).map(InsertionRules::announced),
        () -> context.rootOf(image).map(this::agrees),
        () -> context.attachedTo(image).map(subject -> AGREES + " (attached to " + subject + ")"),
        () -> context.announcements().ofImage(image).map(InsertionRules::announced),
        this::announcedRoot);
  }

  private String agrees(DescriptorDigest root) {
    return root.equals(image) ? AGREES : AGREES + " (parent digest " + root + ")";
  }

  private Optional<String> attachment(String tag) throws IOException {
    Optional<DescriptorDigest> subject = AttachmentTag.subjectOf(tag);
    return subject.isPresent() && context.rootOf(subject.get()).isPresent()
        ? Optional.of("%s (%s of %s)".formatted(AGREES, kind(tag), subject.get()))
        : Optional.empty();
  }

  private static String kind(String tag) {
    return switch (tag.substring(tag.indexOf('.') + 1)) {
      case "sig" -> "signature";
      case "att" -> "attestation";
      case "sbom" -> "SBOM";
      default -> "list of referrers";
    };
  }

  private Optional<String> announcedRoot() throws IOException {
    Optional<DescriptorDigest> root = context.announcedRootOf(image);
    return root.isPresent()
        ? context
            .announcements()
            .ofImage(root.get())
            .map(who -> announced(who) + " (parent digest " + root.get() + ")")
        : Optional.empty();
  }

  private static String announced(String who) {
    return "announced by " + who;
  }

  private Verdict moved(String tag, DescriptorDigest desired) {
    return new Rejected(
        Reason.TAG_MOVED,
        "tag '%s' moved from %s to %s".formatted(tag, desired, image),
        Optional.of(desired),
        Optional.of(image));
  }

  private Verdict unknownImage() {
    return rejected(Reason.UNKNOWN_IMAGE, "unknown image: " + whyNot());
  }

  /** What can be said of an image that nobody wants. */
  private String whyNot() {
    String seen =
        context.isAgreed(image)
            ? "; the snapshot has it, so that a run with --restore-unmanaged may have put it"
            : "";
    if (!context.isPromoted()) {
      return "could not find matching source registry for %s@%s, no manifest promotes to this repository%s"
          .formatted(context.repository(), image, seen);
    }
    int unread = context.unread();
    return "no manifest lists it, nor an image that it is part of or attached to"
        + seen
        + (unread == 0
            ? ""
            : "; %d of the images listed here are nowhere to be read, it may be part of one"
                .formatted(unread));
  }

  private static Verdict rejected(Reason reason, String why) {
    return new Rejected(reason, why, Optional.empty(), Optional.empty());
  }
}
