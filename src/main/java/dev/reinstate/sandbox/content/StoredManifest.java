package dev.reinstate.sandbox.content;

import com.fasterxml.jackson.jr.stree.JrsMissing;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * A manifest in a repository.
 *
 * @param references empty when the bytes are no manifest; tests store such
 * @param artifactType as the referrers API names it; empty when the manifest has none
 * @param annotations a JSON object, or a missing node
 */
public record StoredManifest(
    Manifest manifest,
    ManifestReferences references,
    String artifactType,
    JrsValue annotations,
    Instant uploaded) {

  private static final ManifestReferences NO_REFERENCES =
      new ManifestReferences(ImmutableList.of(), ImmutableList.of(), Optional.empty());

  public static StoredManifest of(Manifest manifest, Instant uploaded) {
    try {
      JrsValue root = Json.read(manifest.bytes());
      return new StoredManifest(
          manifest,
          ManifestReferences.of(manifest),
          artifactType(root),
          root.path("annotations"),
          uploaded);
    } catch (IOException e) {
      return new StoredManifest(manifest, NO_REFERENCES, "", JrsMissing.instance(), uploaded);
    }
  }

  StoredManifest uploadedAt(Instant time) {
    return new StoredManifest(manifest, references, artifactType, annotations, time);
  }

  /** The spec, "Listing Referrers": the config's media type stands in for a missing type. */
  private static String artifactType(JrsValue root) {
    String own = JsonValues.text(root.path("artifactType"));
    return own.isEmpty() ? JsonValues.text(root.path("config").path("mediaType")) : own;
  }

  /** The bytes of the manifest and of the blobs whose size it declares. */
  public long size() {
    return manifest.bytes().length
        + references.blobs().stream()
            .mapToLong(Descriptor::size)
            .filter(size -> size != Descriptor.UNKNOWN_SIZE)
            .sum();
  }
}
