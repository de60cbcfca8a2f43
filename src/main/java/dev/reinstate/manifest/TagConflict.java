package dev.reinstate.manifest;

import com.google.common.collect.ImmutableList;

/**
 * Claims on one tag of one repository that do not agree.
 *
 * @param claims all of them, in manifest order
 */
public record TagConflict(String tag, ImmutableList<TagClaim> claims) {}
