package dev.reinstate.signature;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;
import java.util.Optional;
import java.util.function.Predicate;

/** Checks a signature by what it carries and what is trusted, without any request. */
public interface SignatureVerifier {

  /** What was signed, or why it cannot be believed. Never throws for what it is given. */
  Verdict verify(SignedContent content, Image image, Signer signer);

  /**
   * The image that must have been signed.
   *
   * @param names the repositories that a payload may call it by: where it is, where it was promoted
   *     from and to
   */
  record Image(DescriptorDigest digest, Predicate<Repository> names) {}

  /** What came of it. */
  sealed interface Verdict {

    /**
     * The signer signed the image.
     *
     * @param predicateType of an attestation
     */
    record Valid(Optional<String> predicateType) implements Verdict {}

    /**
     * Not believed.
     *
     * @param reason for a human: what is wrong, with what was expected and what was seen
     */
    record Invalid(String reason) implements Verdict {}
  }
}
