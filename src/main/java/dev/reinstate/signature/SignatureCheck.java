package dev.reinstate.signature;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Holds one image against one requirement. For any thread. */
public final class SignatureCheck {

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
    try {
      return check(place, image, requirement, attachments.of(place, image.digest()));
    } catch (IOException e) {
      return new Answer.Unread(e.getMessage());
    }
  }

  private Answer check(
      Repository place,
      SignatureVerifier.Image image,
      Requirement requirement,
      List<Attachment> attached)
      throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Attachment attachment : attached) {
      if (!requirement.mayBe(attachment)) {
        continue;
      }
      AttachmentReader.Opened opened = reader.open(place, attachment);
      if (!requirement.isMetBy(opened.attachment())) {
        continue;
      }
      if (requirement.signers().isEmpty()) {
        return new Answer.Met();
      }
      for (SignedContent content : opened.contents()) {
        for (Signer signer : requirement.signers()) {
          switch (verifier.verify(content, image, signer)) {
            case SignatureVerifier.Verdict.Valid valid when requirement.isMetBy(valid) -> {
              return new Answer.Met();
            }
            case SignatureVerifier.Verdict.Valid valid ->
                wrong.add(
                    "%s by %s: It states %s, whatever its manifest says"
                        .formatted(
                            name(attachment),
                            signer.name(),
                            valid.predicateType().orElse("nothing")));
            case SignatureVerifier.Verdict.Invalid invalid ->
                wrong.add(name(attachment) + " by " + signer.name() + ": " + invalid.reason());
          }
        }
      }
      if (opened.contents().isEmpty()) {
        wrong.add(name(attachment) + " holds no signature");
      }
    }
    return wrong.isEmpty()
        ? new Answer.Absent()
        : new Answer.Invalid(wrong.stream().distinct().collect(Collectors.joining("; ")));
  }

  private static String name(Attachment attachment) {
    return attachment
        .tag()
        .or(() -> attachment.manifest().map(DescriptorDigest::toString))
        .orElse("an attachment");
  }
}
