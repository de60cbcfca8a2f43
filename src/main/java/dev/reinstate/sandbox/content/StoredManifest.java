package dev.reinstate.sandbox.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
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
    JsonNode annotations,
    Instant uploaded) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ManifestReferences NO_REFERENCES =
      new ManifestReferences(ImmutableList.of(), ImmutableList.of(), Optional.empty());

  static StoredManifest of(Manifest manifest, Instant uploaded) {
    try {
      JsonNode root = JSON.readTree(manifest.bytes());
      return new StoredManifest(
          manifest,
          ManifestReferences.of(manifest),
          artifactType(root),
          root.path("annotations"),
          uploaded);
    } catch (IOException e) {
      return new StoredManifest(manifest, NO_REFERENCES, "", JSON.missingNode(), uploaded);
    }
  }

  /** The spec, "Listing Referrers": the config's media type stands in for a missing type. */
  private static String artifactType(JsonNode root) {
    String own = root.path("artifactType").asText("");
    return own.isEmpty() ? root.path("config").path("mediaType").asText("") : own;
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
