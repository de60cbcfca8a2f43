package dev.reinstate.reconcile;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Finding;
import dev.reinstate.snapshot.MergeBase;
import java.util.Optional;

/**
 * What a run starts from.
 *
 * @param manifests how many promoter manifests the desired state was read from
 * @param found what was found before any registry was asked: problems of the manifests that were
 *     passed over, and what a change of them may not do
 * @param asOf the snapshot that the agreed state is from; empty when there is none
 * @param shard the part of the repositories that is this run's; empty for all
 */
public record Inputs(
    DesiredState desired,
    int manifests,
    ImmutableList<Finding> found,
    MergeBase agreed,
    Optional<String> asOf,
    Optional<Shard> shard) {}
