package dev.reinstate.manifest;

import dev.reinstate.image.RegistryPrefix;
import java.util.Optional;

/** A registry a manifest promotes to, and the account that writes there. */
public record Destination(RegistryPrefix prefix, Optional<String> serviceAccount) {}
