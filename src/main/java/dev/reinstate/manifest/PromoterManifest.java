package dev.reinstate.manifest;

import com.google.common.collect.ImmutableList;

/** What one promoter manifest says, its images file included. */
public record PromoterManifest(Registries registries, ImmutableList<ImageEntry> images) {}
