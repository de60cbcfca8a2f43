package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.signature.Attachment;
import dev.reinstate.signature.Requirement;
import dev.reinstate.signature.SignatureCheck;
import dev.reinstate.signature.SignaturePolicy;
import dev.reinstate.signature.SignatureVerifier;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Holds a value of a tag that is attached to an image against the policy, whether the tag has it or
 * had it once. For any thread.
 */
public final class AttachedValues {

  private final SignaturePolicy policy;
  private final AttachmentLists lists;
  private final AttachmentContents contents;
  private final SignatureVerifier verifier;

  /**
   * @param images has the values by their digests
   */
  public AttachedValues(SignaturePolicy policy, ImageReader images, SignatureVerifier verifier) {
    this.policy = policy;
    this.lists = new AttachmentLists(images, AttachmentLists.TagValues.NONE);
    this.contents = new AttachmentContents(images, AttachmentLists.TagValues.NONE);
    this.verifier = verifier;
  }

  /**
   * What a value does for whatever the policy wants to be signed and may be under such a tag.
   *
   * @param tag one that {@link AttachmentTag} knows
   */
  public Evidence of(Repository repository, String tag, DescriptorDigest value) {
    return policy
        .rule(repository)
        .map(rule -> evidence(rule, repository, tag, value))
        .orElseGet(() -> new Evidence(ImmutableMap.of()));
  }

  private Evidence evidence(
      SignaturePolicy.Rule rule, Repository repository, String tag, DescriptorDigest value) {
    SignatureVerifier.Image image =
        new SignatureVerifier.Image(
            AttachmentTag.subjectOf(tag).orElseThrow(),
            policy.namesAt(policy.placeOf(repository), rule.names()));
    SignatureCheck check =
        new SignatureCheck((place, subject) -> held(place, tag, value), contents, verifier);
    Attachment listed = AttachmentForms.tagged(tag, Optional.of(value));
    return new Evidence(
        rule.requirements().stream()
            .filter(each -> !each.signers().isEmpty() && each.mayBe(listed))
            .distinct()
            .collect(
                ImmutableMap.toImmutableMap(
                    each -> each, each -> check.check(repository, image, each))));
  }

  private ImmutableList<Attachment> held(Repository repository, String tag, DescriptorDigest value)
      throws IOException {
    return AttachmentForms.ofTag(tag).isPresent()
        ? ImmutableList.of(AttachmentForms.tagged(tag, Optional.of(value)))
        : lists.read(repository, tag, Optional.of(value));
  }

  /**
   * What came of it.
   *
   * @param answers empty where the policy wants nothing signed that may be under the tag
   */
  public record Evidence(ImmutableMap<Requirement, SignatureCheck.Answer> answers) {

    /** Whether it is what anybody requires. */
    public boolean verifies() {
      return answers.values().stream().anyMatch(Evidence::isMet);
    }

    /** Whether all is met that the other meets; false also where that cannot be told. */
    public boolean replaces(Evidence other) {
      return other.answers.entrySet().stream()
          .allMatch(each -> !isMet(each.getValue()) || isMet(answers.get(each.getKey())));
    }

    /** Whether it was read, and lacks what the other has. */
    public boolean isRefutedBy(Evidence other) {
      return other.answers.entrySet().stream()
          .anyMatch(each -> isMet(each.getValue()) && isRefuted(answers.get(each.getKey())));
    }

    private static boolean isMet(SignatureCheck.Answer answer) {
      return answer instanceof SignatureCheck.Answer.Met;
    }

    private static boolean isRefuted(SignatureCheck.Answer answer) {
      return answer instanceof SignatureCheck.Answer.Absent
          || answer instanceof SignatureCheck.Answer.Invalid;
    }

    /** What is not met and why, for a human. */
    @Override
    public String toString() {
      return answers.entrySet().stream()
          .flatMap(each -> lacking(each.getKey(), each.getValue()).stream())
          .collect(Collectors.joining("; "));
    }

    private static Optional<String> lacking(Requirement requirement, SignatureCheck.Answer answer) {
      return switch (answer) {
        case SignatureCheck.Answer.Met ignored -> Optional.empty();
        case SignatureCheck.Answer.Absent ignored -> Optional.of("no " + requirement);
        case SignatureCheck.Answer.Invalid invalid ->
            Optional.of("no right " + requirement + ": " + invalid.reason());
        case SignatureCheck.Answer.Unread unread ->
            Optional.of(requirement + " cannot be told: " + unread.reason());
      };
    }
  }
}
