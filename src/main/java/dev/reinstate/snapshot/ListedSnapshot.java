package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;

/** One line of the list of snapshots. */
public sealed interface ListedSnapshot {

  SnapshotName name();

  /** The SHA-256 of its root, of nothing where that is too large: what its successor names. */
  DescriptorDigest digest();

  /** A snapshot whose root says what it must. */
  record Intact(SnapshotName name, DescriptorDigest digest, SnapshotRoot root)
      implements ListedSnapshot {}

  /** A root that cannot be understood. */
  record Damaged(SnapshotName name, DescriptorDigest digest, String fault)
      implements ListedSnapshot {}
}
