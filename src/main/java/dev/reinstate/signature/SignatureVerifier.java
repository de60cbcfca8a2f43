package dev.reinstate.signature;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.Optional;
import java.util.function.Predicate;

/** Checks a signature by what it carries and what is trusted, without any request. */
public interface SignatureVerifier {

  /** What was signed, or why it cannot be believed. Never throws for what it is given. */
  Verdict verify(SignedContent content, Image image, Signer signer);

  /**
   * The image that must have been signed.
   *
   * @param names whether a payload may call the image's repository by this {@code host/path}
   */
  record Image(DescriptorDigest digest, Predicate<String> names) {}

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
