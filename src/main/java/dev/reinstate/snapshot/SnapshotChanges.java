package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableList;

/**
 * What happened between two snapshots.
 *
 * @param changes by repository; images before tags
 * @param problems what is damaged of the two, and so not compared
 */
public record SnapshotChanges(
    SnapshotName from,
    SnapshotName to,
    ImmutableList<SnapshotChange> changes,
    ImmutableList<SnapshotProblem> problems) {}
