package dev.reinstate.signature;

import com.google.common.base.Ascii;

/** What can be attached to an image. */
public enum AttachmentKind {
  SIGNATURE,
  ATTESTATION,
  SBOM;

  /**
   * What a statement says that is nothing but a signature.
   *
   * <p>Source: {@code CosignSignPredicateType} in
   * https://github.com/sigstore/cosign/blob/main/pkg/types/predicate.go
   */
  private static final String SIGNED = "https://sigstore.dev/cosign/sign/v1";

  /** The kind of an in-toto statement. */
  public static AttachmentKind stating(String predicateType) {
    return predicateType.equals(SIGNED) ? SIGNATURE : ATTESTATION;
  }

  /** The word for it in policies and reports. */
  public String word() {
    return Ascii.toLowerCase(name());
  }
}
