package dev.reinstate.sandbox.content;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;

/** What a repository holds at one moment, to compare with another. */
public record RepositoryState(
    ImmutableSet<DescriptorDigest> images,
    ImmutableSortedMap<String, DescriptorDigest> tags,
    ImmutableSet<DescriptorDigest> blobs) {}
