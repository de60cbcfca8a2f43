package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.Optional;

/** What the tag table says of one tag. */
sealed interface TagVerdict {

  /** As it should be, or left alone. */
  record Fine() implements TagVerdict {}

  /** Absent, and to be put. */
  record Add(DescriptorDigest digest, Authority authority, ActionReason reason)
      implements TagVerdict {}

  /** Elsewhere, and to be moved. */
  record Move(DescriptorDigest from, DescriptorDigest to, Authority authority, ActionReason reason)
      implements TagVerdict {}

  /**
   * No action mends it.
   *
   * @param digest the image it is or was about, where one is known
   */
  record Found(FindingKind kind, Optional<DescriptorDigest> digest, String detail)
      implements TagVerdict {}
}
