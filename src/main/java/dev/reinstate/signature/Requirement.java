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

  /** What states an SBOM: https://github.com/in-toto/attestation/tree/main/spec/predicates. */
  private static final ImmutableList<String> SBOM_PREDICATES =
      ImmutableList.of("https://spdx.dev/Document", "https://cyclonedx.org/bom");

  /** Whether something may be what is required, by what its listing tells. */
  public boolean mayBe(Attachment attachment) {
    if (attachment.kind().isEmpty()) {
      return true;
    }
    return isOfKind(attachment, attachment.predicateType().isEmpty())
        && (attachment.predicateType().isEmpty() || isOfType(attachment));
  }

  /** Whether something that was read is what is required. */
  public boolean isMetBy(Attachment opened) {
    return opened.kind().isPresent() && isOfKind(opened, false) && isOfType(opened);
  }

  /**
   * Whether what was signed is what is required, which what is said of it does not prove.
   *
   * @param stated the predicate type; empty for what is no statement
   */
  public boolean isProvenBy(Optional<String> stated) {
    return switch (kind) {
      case SIGNATURE ->
          stated.map(AttachmentKind::stating).orElse(AttachmentKind.SIGNATURE) == kind;
      case ATTESTATION ->
          stated.map(AttachmentKind::stating).filter(kind::equals).isPresent()
              && (predicateType.isEmpty() || stated.equals(predicateType));
      case SBOM -> stated.filter(Requirement::statesSbom).isPresent();
    };
  }

  /** An SBOM may be attached as such, or be what an attestation states. */
  private boolean isOfKind(Attachment attachment, boolean whenUntold) {
    AttachmentKind other = attachment.kind().orElseThrow();
    return other == kind
        || (kind == AttachmentKind.SBOM
            && other == AttachmentKind.ATTESTATION
            && attachment.predicateType().map(Requirement::statesSbom).orElse(whenUntold));
  }

  private boolean isOfType(Attachment attachment) {
    return predicateType.isEmpty() || attachment.predicateType().equals(predicateType);
  }

  /** These have versions at their end, or none. */
  private static boolean statesSbom(String type) {
    return SBOM_PREDICATES.stream()
        .anyMatch(sbom -> type.equals(sbom) || type.startsWith(sbom + "/"));
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
