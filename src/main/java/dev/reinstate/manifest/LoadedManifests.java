package dev.reinstate.manifest;

import com.google.common.collect.ImmutableList;

/**
 * What a set of manifests says and what is wrong with it.
 *
 * @param desired the valid entries; complete only when there are no problems
 * @param problems sorted by file, line and column
 * @param warnings what the promoter and this program read alike, and is better written otherwise;
 *     or what only the promoter refuses
 * @param locations where the desired images and tags are written
 */
public record LoadedManifests(
    DesiredState desired,
    ImmutableList<Problem> problems,
    ImmutableList<Problem> warnings,
    ManifestCounts counts,
    ManifestLocations locations) {}
