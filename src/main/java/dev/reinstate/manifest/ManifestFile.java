package dev.reinstate.manifest;

import java.nio.file.Path;

/** A promoter manifest on disk. */
public sealed interface ManifestFile {

  /** Registries in one file, images in another, so that each can have its own reviewers. */
  record Thin(Path manifest, Path images) implements ManifestFile {}

  /** Registries and images in one file. */
  record Single(Path manifest) implements ManifestFile {}
}
