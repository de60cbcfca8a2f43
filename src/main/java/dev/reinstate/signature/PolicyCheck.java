package dev.reinstate.signature;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Repository;
import dev.reinstate.image.RepositoryGlobs;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Holds images against a policy, each requirement once at its place however many repositories have
 * the image. For any thread.
 */
public final class PolicyCheck {

  /** So many attachments are in memory, each of which may have tens of megabytes. */
  private static final int CHECKS_AT_ONCE = 32;

  /** More than one mirror has; where each keeps its own attachments, none is asked of twice. */
  private static final long REMEMBERED = 200_000;

  /** What a policy has to know of images besides what is attached to them. */
  public interface Images {

    /**
     * Adds the manifests of an index that exist, and theirs; none of another image.
     *
     * @throws IOException when some cannot be told
     */
    void addBelow(Repository repository, DescriptorDigest image, Set<DescriptorDigest> found)
        throws IOException;

    /**
     * When it was uploaded first, as far as anybody tells.
     *
     * @param place where what is attached to it is kept
     */
    Optional<Instant> uploaded(Repository place, DescriptorDigest image);

    /** Whether its place is known to be without it: then it is not for a policy to say more. */
    boolean isMissing(Repository place, DescriptorDigest image);
  }

  private record Question(
      Repository place, DescriptorDigest image, Requirement requirement, RepositoryGlobs names) {}

  private final SignaturePolicy policy;
  private final SignatureCheck check;
  private final Images images;
  private final CheckFindings findings = new CheckFindings();
  private final Semaphore permits = new Semaphore(CHECKS_AT_ONCE);
  private final SingleFlight<Question, SignatureCheck.Answer, RuntimeException> answers =
      new SingleFlight<>(RuntimeException.class, REMEMBERED);

  public PolicyCheck(SignaturePolicy policy, SignatureCheck check, Images images) {
    this.policy = policy;
    this.check = check;
    this.images = images;
  }

  /**
   * Checks an image, with its children where the policy says so; nothing where it does not speak of
   * the repository, or of what is a signature itself that somebody promotes by manifest.
   */
  public void check(Repository repository, DescriptorDigest image, Collection<String> tags) {
    Optional<SignaturePolicy.Rule> rule = policy.rule(repository);
    Repository place = policy.placeOf(repository);
    if (rule.isEmpty()
        || rule.get().requirements().isEmpty()
        || AttachmentTag.areAll(tags)
        || isExempt(rule.get(), place, image)) {
      return;
    }
    check(place, image, tags, rule.get());
    if (rule.get().children()) {
      Set<DescriptorDigest> children = new LinkedHashSet<>();
      try {
        images.addBelow(repository, image, children);
      } catch (IOException e) {
        findings.unreadable(place, image, tags, "its children: " + e.getMessage());
      }
      children.stream()
          .filter(child -> !isExempt(rule.get(), place, child))
          .forEach(child -> check(place, child, ImmutableSortedSet.of(), rule.get()));
    }
  }

  /** What is wrong with what was checked so far. */
  public ImmutableList<Finding> findings() {
    return findings.all();
  }

  private boolean isExempt(SignaturePolicy.Rule rule, Repository place, DescriptorDigest image) {
    return rule.since().isPresent()
        && images.uploaded(place, image).filter(rule.since().get()::isAfter).isPresent();
  }

  private void check(
      Repository place,
      DescriptorDigest image,
      Collection<String> tags,
      SignaturePolicy.Rule rule) {
    for (Requirement requirement : rule.requirements()) {
      switch (answer(new Question(place, image, requirement, rule.names()))) {
        case SignatureCheck.Answer.Met ignored -> {}
        case SignatureCheck.Answer.Absent ignored when images.isMissing(place, image) ->
            findings.add(
                FindingKind.MANIFEST_MISSING,
                place,
                image,
                tags,
                "the registry does not list it, so nothing is said of "
                    + requirement.kind().word());
        case SignatureCheck.Answer.Absent ignored ->
            findings.add(
                requirement.kind() == AttachmentKind.SIGNATURE
                    ? FindingKind.UNSIGNED
                    : FindingKind.UNATTESTED,
                place,
                image,
                tags,
                "no " + requirement);
        case SignatureCheck.Answer.Invalid invalid ->
            findings.add(
                FindingKind.SIGNATURE_INVALID,
                place,
                image,
                tags,
                requirement + ": " + invalid.reason());
        case SignatureCheck.Answer.Unread unread ->
            findings.unreadable(place, image, tags, unread.reason());
      }
    }
  }

  private SignatureCheck.Answer answer(Question question) {
    return answers.get(
        question,
        () -> {
          acquire();
          try {
            return check.check(
                question.place(),
                new SignatureVerifier.Image(
                    question.image(), policy.namesAt(question.place(), question.names())),
                question.requirement());
          } finally {
            permits.release();
          }
        });
  }

  private void acquire() {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      throw CancelledException.interrupted();
    }
  }
}
