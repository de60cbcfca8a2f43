package dev.reinstate.manifest;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import java.util.Optional;

/**
 * What the promoter manifests want of one destination repository.
 *
 * @param destination the destination registry it belongs to; the longest where prefixes overlap
 * @param images shared with the other destinations of the same images
 * @param sources the source repositories the images are promoted from, without duplicates, in
 *     manifest order
 * @param serviceAccount the account to impersonate for writes, where the manifest names one
 */
public record DesiredRepository(
    RegistryPrefix destination,
    TaggedImages images,
    ImmutableList<Repository> sources,
    Optional<String> serviceAccount) {}
