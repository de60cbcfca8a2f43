package dev.reinstate.plan;

import com.google.common.collect.ImmutableList;

/** What the image table says of one image. */
sealed interface ImageVerdict {

  /** As it should be, or of no concern. */
  record Fine() implements ImageVerdict {}

  /** Live, unknown to manifests and snapshot, and without a tag: counted, not listed. */
  record Untagged() implements ImageVerdict {}

  /** Missing, and to be had. */
  record Restore(Authority authority, ActionReason reason, ImmutableList<Source> sources)
      implements ImageVerdict {}

  /** No action mends it. */
  record Found(FindingKind kind, String detail) implements ImageVerdict {}
}
