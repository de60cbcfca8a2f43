package dev.reinstate.signature;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells which images may be promoted from where. For any thread. */
public final class SourceTrust {

  private final SignaturePolicy policy;
  private final SignatureCheck check;

  /**
   * @param check looks into source repositories
   */
  public SourceTrust(SignaturePolicy policy, SignatureCheck check) {
    this.policy = policy;
    this.check = check;
  }

  /**
   * Why an image may not be promoted from a repository, for a human. Empty when it may, which it
   * always may where the policy does not speak of the repository.
   */
  public Optional<String> refusal(Repository source, DescriptorDigest image) {
    return policy
        .source(source)
        .map(
            rule ->
                rule.requirements().stream()
                    .flatMap(each -> refusal(source, image, rule, each).stream())
                    .collect(Collectors.joining("; ")))
        .filter(reasons -> !reasons.isEmpty());
  }

  private Optional<String> refusal(
      Repository source,
      DescriptorDigest image,
      SignaturePolicy.SourceRule rule,
      Requirement requirement) {
    SignatureVerifier.Image signed =
        new SignatureVerifier.Image(image, policy.namesAt(source, rule.names()));
    return switch (check.check(source, signed, requirement)) {
      case SignatureCheck.Answer.Met ignored -> Optional.empty();
      case SignatureCheck.Answer.Absent ignored ->
          rule.required() ? Optional.of(source + " has no " + requirement) : Optional.empty();
      case SignatureCheck.Answer.Invalid invalid ->
          Optional.of("%s has no right %s: %s".formatted(source, requirement, invalid.reason()));
      case SignatureCheck.Answer.Unread unread ->
          Optional.of(
              "whether %s has a %s cannot be told: %s"
                  .formatted(source, requirement, unread.reason()));
    };
  }
}
