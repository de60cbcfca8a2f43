package dev.reinstate.inventory;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;

/**
 * A manifest that names another as its subject, as a registry lists it.
 *
 * @param artifactType what it is, a media type; empty where the list does not tell
 * @param annotations Sigstore's of the manifest, as far as the list repeats them
 */
public record Referrer(
    DescriptorDigest digest, String artifactType, ImmutableMap<String, String> annotations) {}
