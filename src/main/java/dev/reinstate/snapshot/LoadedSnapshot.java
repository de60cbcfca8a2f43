package dev.reinstate.snapshot;

/**
 * A snapshot, read.
 *
 * @param state of the repositories that were asked for
 */
public record LoadedSnapshot(SnapshotName name, SnapshotRoot root, AgreedState state) {}
