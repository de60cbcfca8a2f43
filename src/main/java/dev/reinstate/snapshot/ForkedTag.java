package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;

/**
 * A tag that snapshots agreed on differently which know nothing of each other.
 *
 * @param kept the value of the last snapshot before they parted, else that of the first of them
 * @param values of each, in the order of their names
 */
public record ForkedTag(
    Repository repository,
    String tag,
    DescriptorDigest kept,
    ImmutableList<DescriptorDigest> values) {}
