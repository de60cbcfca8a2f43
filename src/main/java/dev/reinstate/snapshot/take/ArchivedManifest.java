package dev.reinstate.snapshot.take;

import dev.reinstate.image.Descriptor;
import dev.reinstate.image.ManifestReferences;
import java.util.Optional;

/**
 * What became of one manifest on its way into the store.
 *
 * @param content where it is stored; of unknown size when it is not
 * @param problem why it, or what it refers to, could not be had; empty when all went well
 * @param absent whether every registry that should have it says that it does not
 */
record ArchivedManifest(
    Descriptor content, ManifestReferences references, Optional<String> problem, boolean absent) {

  ArchivedManifest withProblem(String reason) {
    return new ArchivedManifest(content, references, Optional.of(reason), absent);
  }
}
