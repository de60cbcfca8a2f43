package dev.reinstate.revision;

/**
 * What the user lets a change of the manifests do.
 *
 * @param tagMoves point tags to other images
 * @param removals take out tags and images
 */
public record Permission(boolean tagMoves, boolean removals) {}
