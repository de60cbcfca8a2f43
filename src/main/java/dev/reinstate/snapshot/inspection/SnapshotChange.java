package dev.reinstate.snapshot.inspection;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;

/** A difference between two snapshots. */
public sealed interface SnapshotChange {

  Repository repository();

  record ImageAdded(Repository repository, DescriptorDigest digest) implements SnapshotChange {}

  /** Only forgetting on purpose does this. */
  record ImageForgotten(Repository repository, DescriptorDigest digest) implements SnapshotChange {}

  /** The store holds the image whole now, and did not before. */
  record ImageCompleted(Repository repository, DescriptorDigest digest) implements SnapshotChange {}

  record TagAdded(Repository repository, String tag, DescriptorDigest digest)
      implements SnapshotChange {}

  record TagMoved(Repository repository, String tag, DescriptorDigest from, DescriptorDigest to)
      implements SnapshotChange {}

  /** Only forgetting on purpose does this. */
  record TagForgotten(Repository repository, String tag, DescriptorDigest digest)
      implements SnapshotChange {}
}
