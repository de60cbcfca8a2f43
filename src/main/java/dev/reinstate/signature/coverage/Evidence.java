package dev.reinstate.signature.coverage;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.signature.Attachment;
import dev.reinstate.signature.AttachmentReader;
import dev.reinstate.signature.Attachments;
import dev.reinstate.signature.MalformedAttachmentException;
import dev.reinstate.signature.Requirement;
import dev.reinstate.signature.attached.AttachmentForms;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Optional;

/**
 * Looks whether there is what an image must have, at first where that takes no request. What a
 * listing says of an attachment is believed; only what says nothing is read.
 */
final class Evidence {

  /**
   * What came of it.
   *
   * @param lacking what is not there, or not known to be
   * @param failure why that cannot be told
   */
  record Answer(RequiredImage image, ImmutableList<Requirement> lacking, Optional<String> failure) {

    boolean isCovered() {
      return lacking.isEmpty();
    }

    private Answer failed(String why) {
      return new Answer(image, lacking, Optional.of(why));
    }

    /** What is lacking besides these. */
    private Answer without(Collection<Attachment> known) {
      return new Answer(
          image,
          lacking.stream()
              .filter(
                  requirement ->
                      known.stream()
                          .noneMatch(each -> each.kind().isPresent() && requirement.mayBe(each)))
              .collect(ImmutableList.toImmutableList()),
          Optional.empty());
    }
  }

  private final Attachments attachments;
  private final AttachmentReader contents;
  private final ImageReader images;
  private final ToCome toCome;

  Evidence(Attachments attachments, AttachmentReader contents, ImageReader images, ToCome toCome) {
    this.attachments = attachments;
    this.contents = contents;
    this.images = images;
    this.toCome = toCome;
  }

  /** By listings, and by what the snapshot knows and the plan brings back. */
  Answer told(RequiredImage image) {
    Answer all = new Answer(image, image.requirements().asList(), Optional.empty());
    try {
      ImmutableList<Attachment> known =
          ImmutableList.<Attachment>builder()
              .addAll(attachments.of(image.place(), image.digest()))
              .addAll(toCome.of(image.place(), image.digest()))
              .build();
      return described(all.without(known), known);
    } catch (IOException e) {
      return all.failed(e.getMessage());
    }
  }

  /**
   * By what only requests tell, of an image that lacks something so far.
   *
   * @param untold what is not told, where it was read
   */
  Answer asked(Answer told, Untold untold) {
    Repository place = told.image.place();
    try {
      ImmutableList<Attachment> more =
          untold.wasRead(place)
              ? untold.of(place, told.image.digest())
              : attachments.unlisted(place, told.image.digest());
      Answer answer = described(told.without(more), more);
      return answer.isCovered() ? answer : untold.failure(place).map(answer::failed).orElse(answer);
    } catch (IOException e) {
      return told.failed(e.getMessage());
    }
  }

  /** Reads one after the other of what nothing is said of, while something lacks. */
  private Answer described(Answer told, ImmutableList<Attachment> known) throws IOException {
    Answer answer = told;
    for (Attachment each : known) {
      if (each.kind().isEmpty() && !answer.isCovered()) {
        answer = answer.without(described(told.image.place(), each));
      }
    }
    return answer;
  }

  /** None where it is gone, or nothing that counts. */
  private ImmutableList<Attachment> described(Repository place, Attachment untold)
      throws IOException {
    try {
      Attachment told = byManifest(images.manifest(place, untold.manifest().orElseThrow()));
      return told.kind().isPresent()
          ? ImmutableList.of(told)
          : contents.open(place, told).stream()
              .map(AttachmentReader.Opened::attachment)
              .collect(ImmutableList.toImmutableList());
    } catch (NoSuchFileException | MalformedAttachmentException e) {
      return ImmutableList.of();
    }
  }

  private static Attachment byManifest(Manifest manifest) throws MalformedAttachmentException {
    try {
      return AttachmentForms.referrer(manifest);
    } catch (IOException e) {
      throw new MalformedAttachmentException(e.getMessage());
    }
  }
}
