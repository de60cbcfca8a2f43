package dev.reinstate.snapshot.inspection;

import com.google.common.collect.ImmutableList;
import dev.reinstate.snapshot.SnapshotProblem;

/**
 * What an export wrote.
 *
 * @param descriptors entries of its index: a tag or an untagged image of a repository each
 * @param blobs manifests included
 * @param linked how many of the blobs are hard links into the store, which take no space
 * @param problems what could not be exported
 */
public record ExportResult(
    long descriptors,
    long blobs,
    long bytes,
    long linked,
    ImmutableList<SnapshotProblem> problems) {}
