package dev.reinstate.manifest;

import com.google.common.collect.ImmutableList;

/**
 * What a set of manifests says and what is wrong with it.
 *
 * @param desired the valid entries; complete only when there are no problems
 * @param problems sorted by file, line and column
 * @param locations where the desired images and tags are written
 */
public record LoadedManifests(
    DesiredState desired,
    ImmutableList<Problem> problems,
    ManifestCounts counts,
    ManifestLocations locations) {}
