package dev.reinstate.snapshot;

/**
 * A snapshot that was just taken.
 *
 * @param manifestsRead requests for manifests made to registries; blobs likewise
 * @param uploads blobs created in the store, and the root
 * @param uploadedBytes of the blobs among them
 */
public record SnapshotTaken(
    SnapshotName name,
    SnapshotRoot root,
    long manifestsRead,
    long blobsRead,
    long uploads,
    long uploadedBytes) {}
