package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableList;

/**
 * What happened between two snapshots.
 *
 * @param changes by repository; images before tags
 */
public record SnapshotChanges(
    SnapshotName from, SnapshotName to, ImmutableList<SnapshotChange> changes) {}
