package dev.reinstate.signature;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One thing that an image must have.
 *
 * @param predicateType of an attestation; empty for any
 * @param signers of whom one must have signed it; empty when its presence is enough
 */
public record Requirement(
    AttachmentKind kind, Optional<String> predicateType, ImmutableList<Signer> signers) {

  /** Whether something may be what is required, by what its listing tells. */
  public boolean mayBe(Attachment attachment) {
    return attachment.kind().map(kind::equals).orElse(true)
        && (predicateType.isEmpty()
            || attachment.predicateType().isEmpty()
            || attachment.predicateType().equals(predicateType));
  }

  /** Whether something that was read is what is required. */
  public boolean isMetBy(Attachment opened) {
    return opened.kind().equals(Optional.of(kind))
        && (predicateType.isEmpty() || opened.predicateType().equals(predicateType));
  }

  /** Whether what was signed is what is required, whatever its listing or its manifest says. */
  public boolean isMetBy(SignatureVerifier.Verdict.Valid signed) {
    return predicateType.isEmpty() || signed.predicateType().equals(predicateType);
  }

  /** For a human: {@code attestation of https://slsa.dev/provenance/v1 by releng or builders}. */
  @Override
  public String toString() {
    return kind.word()
        + predicateType.map(type -> " of " + type).orElse("")
        + (signers.isEmpty()
            ? ""
            : " by " + signers.stream().map(Signer::name).collect(Collectors.joining(" or ")));
  }
}
