package dev.reinstate.manifest;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.RegistryPrefix;

/** The registries of one manifest: where images come from and where they go, at least one. */
public record Registries(RegistryPrefix source, ImmutableList<Destination> destinations) {}
