package dev.reinstate.plan;

import com.google.common.base.CaseFormat;

/** What a finding is about. */
public enum FindingKind {
  LOST(true),
  TAG_MOVE_REQUESTED(true),
  REMOVAL_REQUESTED(true),
  TAG_CONFLICT(true),
  UNREADABLE(true),
  INVALID(true),
  NOT_HEALED(true),
  SIGNATURE_INVALID(true),
  UNTRUSTED(true),
  UNSIGNED(true),
  UNATTESTED(true),
  STALE_PROOF(true),
  MANIFEST_MISSING(false),
  MANIFEST_DAMAGED(false),
  CHILD_MISSING(false),
  BLOB_MISSING(false),
  BLOB_DAMAGED(false),
  UNMANAGED_TAG_MOVED(false),
  UNMANAGED_MISSING(false),
  RETIRED(false),
  EXTRA(false);

  private final boolean needsHuman;

  FindingKind(boolean needsHuman) {
    this.needsHuman = needsHuman;
  }

  /** Whether the run is only partial while this stands; the others inform. */
  public boolean needsHuman() {
    return needsHuman;
  }

  /** The word for it in plans and reports. */
  public String word() {
    return CaseFormat.UPPER_UNDERSCORE.to(CaseFormat.LOWER_HYPHEN, name());
  }
}
