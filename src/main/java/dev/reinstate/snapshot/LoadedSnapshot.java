package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableList;

/**
 * A snapshot, read.
 *
 * @param state of the repositories that were asked for
 * @param newest the one that was meant: another than {@code name} when its root is damaged
 * @param problems what is damaged, and what is used instead
 */
public record LoadedSnapshot(
    SnapshotName name,
    SnapshotRoot root,
    AgreedState state,
    SnapshotName newest,
    ImmutableList<SnapshotProblem> problems) {}
