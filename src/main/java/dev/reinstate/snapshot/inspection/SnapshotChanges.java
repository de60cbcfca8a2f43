package dev.reinstate.snapshot.inspection;

import com.google.common.collect.ImmutableList;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotProblem;

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
