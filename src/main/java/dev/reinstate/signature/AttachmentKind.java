package dev.reinstate.signature;

import com.google.common.base.Ascii;

/** What can be attached to an image. */
public enum AttachmentKind {
  SIGNATURE,
  ATTESTATION,
  SBOM;

  /** The word for it in policies and reports. */
  public String word() {
    return Ascii.toLowerCase(name());
  }
}
