package dev.reinstate.signature;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.Iterables;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Holds one image against one requirement. For any thread. */
public final class SignatureCheck {

  /** Whoever may push can attach any number. */
  private static final int MOST_ATTACHMENTS = 1000;

  /** In all of them; each takes milliseconds. */
  private static final int MOST_SIGNATURES = 2000;

  /** Of each kind; whoever may push can be wrong in any number of ways, too. */
  private static final int MOST_REASONS = 20;

  /** What came of it. */
  public sealed interface Answer {

    /** There is one, and it is right. */
    record Met() implements Answer {}

    /** There is none. */
    record Absent() implements Answer {}

    /**
     * There are some, and none is right.
     *
     * @param reason for a human
     */
    record Invalid(String reason) implements Answer {}

    /** Nothing can be concluded. */
    record Unread(String reason) implements Answer {}
  }

  private final Attachments attachments;
  private final AttachmentReader reader;
  private final SignatureVerifier verifier;

  public SignatureCheck(
      Attachments attachments, AttachmentReader reader, SignatureVerifier verifier) {
    this.attachments = attachments;
    this.reader = reader;
    this.verifier = verifier;
  }

  /**
   * Looks for what is required.
   *
   * @param place the repository that keeps what is attached to the image
   */
  public Answer check(Repository place, SignatureVerifier.Image image, Requirement requirement) {
    Search search = new Search(place, image, requirement);
    try {
      if (search.finds(attachments.of(place, image.digest()))
          || search.finds(attachments.unlisted(place, image.digest()))) {
        return new Answer.Met();
      }
    } catch (IOException e) {
      add(search.unread, e.getMessage());
    }
    return search.inVain();
  }

  /** The search for what meets one requirement. */
  private final class Search {

    private final Repository place;
    private final SignatureVerifier.Image image;
    private final Requirement requirement;
    private final Set<String> wrong = new LinkedHashSet<>();
    private final Set<String> unread = new LinkedHashSet<>();
    private int opened;
    private int verified;

    private Search(Repository place, SignatureVerifier.Image image, Requirement requirement) {
      this.place = place;
      this.image = image;
      this.requirement = requirement;
    }

    /** What cannot be read stands in nobody's way that is right. */
    private boolean finds(List<Attachment> attached) {
      for (Attachment attachment : attached) {
        if (!requirement.mayBe(attachment)) {
          continue;
        }
        if (++opened > MOST_ATTACHMENTS) {
          add(
              unread,
              "%s@%s has more than %,d attachments that may be it"
                  .formatted(place, image.digest(), MOST_ATTACHMENTS));
          return false;
        }
        try {
          if (isMetBy(attachment)) {
            return true;
          }
        } catch (NoSuchFileException e) {
          // Of what a listing shows and nobody has, nobody knows whether it was right.
          add(wrong, name(attachment) + " is listed, and its registry does not have it");
        } catch (MalformedAttachmentException e) {
          add(wrong, e.getMessage());
        } catch (IOException e) {
          add(unread, e.getMessage());
        }
      }
      return false;
    }

    private boolean isMetBy(Attachment attachment) throws IOException {
      for (AttachmentReader.Opened opened : reader.open(place, attachment)) {
        boolean met =
            requirement.signers().isEmpty()
                ? requirement.isMetBy(opened.attachment())
                : requirement.mayBe(opened.attachment()) && isSigned(opened);
        if (met) {
          return true;
        }
      }
      return false;
    }

    private boolean isSigned(AttachmentReader.Opened opened) {
      String name = name(opened.attachment());
      if (opened.contents().isEmpty()) {
        add(wrong, name + " holds no signature");
      }
      for (SignedContent content : opened.contents()) {
        if (++verified > MOST_SIGNATURES) {
          add(
              unread,
              "%s@%s has more than %,d signatures that may be it"
                  .formatted(place, image.digest(), MOST_SIGNATURES));
          return false;
        }
        for (Signer signer : requirement.signers()) {
          switch (verifier.verify(content, image, signer)) {
            case SignatureVerifier.Verdict.Valid valid -> {
              if (requirement.isProvenBy(valid.predicateType())) {
                return true;
              }
              add(
                  wrong,
                  "%s by %s states %s"
                      .formatted(
                          name, signer.name(), valid.predicateType().orElse("no predicate type")));
            }
            case SignatureVerifier.Verdict.Invalid invalid ->
                add(wrong, name + " is not by " + signer.name() + ": " + invalid.reason());
          }
        }
      }
      return false;
    }

    private Answer inVain() {
      if (!unread.isEmpty()) {
        return new Answer.Unread(String.join("; ", Iterables.concat(unread, wrong)));
      }
      return wrong.isEmpty() ? new Answer.Absent() : new Answer.Invalid(String.join("; ", wrong));
    }
  }

  private static void add(Set<String> reasons, String reason) {
    String said = Reason.of(reason);
    if (!reasons.contains(said)) {
      reasons.add(reasons.size() < MOST_REASONS ? said : "and others");
    }
  }

  private static String name(Attachment attachment) {
    return attachment
        .tag()
        .or(() -> attachment.manifest().map(DescriptorDigest::toString))
        .orElse("an attachment");
  }
}
