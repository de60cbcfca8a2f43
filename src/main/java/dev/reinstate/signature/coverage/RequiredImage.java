package dev.reinstate.signature.coverage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.signature.Requirement;
import java.util.Optional;

/**
 * An image that must have something, wherever it is promoted to: one of all its mirrors that share
 * a place for what is attached.
 *
 * @param place the repository that what is attached belongs into
 * @param destination the registry that the place lies in
 * @param wanted the first repository that manifests want it in
 * @param index the desired image that it is a part of; empty for one that is desired itself
 * @param tags that manifests give it
 * @param requirements each once
 * @param destinations how many repositories share it
 */
record RequiredImage(
    Repository place,
    DescriptorDigest digest,
    RegistryPrefix destination,
    Repository wanted,
    Optional<DescriptorDigest> index,
    ImmutableSortedSet<String> tags,
    ImmutableSet<Requirement> requirements,
    int destinations) {}
