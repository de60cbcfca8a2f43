package dev.reinstate.revision;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.LoadedManifests;

/**
 * What the manifests say at a commit.
 *
 * @param commit its full id
 * @param loaded the same object as for another commit when the directory is the same
 * @param problems what is wrong in them, with paths as they are in the repository
 */
public record ManifestsAtCommit(
    String commit, LoadedManifests loaded, ImmutableList<String> problems) {}
