package dev.reinstate.manifest.yaml;

import dev.reinstate.manifest.Location;

/** A YAML document that goes beyond what a manifest may hold. */
final class UnreadableYamlException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Location location;

  UnreadableYamlException(Location location, String message) {
    super(message);
    this.location = location;
  }

  Location location() {
    return location;
  }
}
