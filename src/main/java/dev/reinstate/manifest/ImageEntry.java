package dev.reinstate.manifest;

import com.google.common.collect.ImmutableList;

/**
 * An entry of an images list.
 *
 * @param name relative to a registry; valid, and not unique in its list
 */
public record ImageEntry(Location location, String name, ImmutableList<ImageClaim> images) {}
