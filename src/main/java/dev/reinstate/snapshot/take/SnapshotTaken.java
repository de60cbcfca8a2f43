package dev.reinstate.snapshot.take;

import com.google.common.collect.ImmutableList;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.SnapshotRoot;

/**
 * A snapshot that was just taken.
 *
 * @param manifestsRead requests for manifests made to registries; blobs likewise
 * @param uploads blobs created in the store, and the root
 * @param uploadedBytes of the blobs among them
 * @param problems what was damaged of the snapshots before it
 */
public record SnapshotTaken(
    SnapshotName name,
    SnapshotRoot root,
    long manifestsRead,
    long blobsRead,
    long uploads,
    long uploadedBytes,
    ImmutableList<SnapshotProblem> problems) {

  /** Whether everything could be read. */
  public boolean complete() {
    return root.complete() && problems.isEmpty();
  }
}
