package dev.reinstate.image;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.net.MediaType;
import dev.reinstate.json.Json;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What type a manifest is.
 *
 * <p>Sources: https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md and {@code
 * image-index.md}, where {@code mediaType} may be left out; Docker's own types have it always, but
 * for schema 1, https://distribution.github.io/distribution/spec/deprecated-schema-v1/
 */
public final class ManifestType {

  /** Types that a document may claim: schema 1 has no such member. */
  private static final ImmutableSet<String> CLAIMED =
      ImmutableSet.of(
          MediaTypes.DOCKER_MANIFEST,
          MediaTypes.DOCKER_MANIFEST_LIST,
          MediaTypes.OCI_MANIFEST,
          MediaTypes.OCI_INDEX,
          MediaTypes.OCI_ARTIFACT);

  private ManifestType() {}

  /**
   * The type: what the manifest says itself, since whoever takes it compares the two; then what it
   * was served as; then what its members look like. Static hosts and caches serve JSON as whatever
   * they take it for.
   *
   * @param served the media type it came with, parameters and all, or empty
   * @return empty when nothing tells
   */
  public static Optional<String> of(String served, byte[] manifest) {
    String type = Ascii.toLowerCase(Iterables.get(Splitter.on(';').split(served), 0).strip());
    Set<String> members = new HashSet<>();
    Optional<String> claimed = claimed(manifest, members);
    if (claimed.isPresent()) {
      return claimed;
    }
    if (MediaTypes.MANIFESTS.contains(type)) {
      return Optional.of(type);
    }
    return byShape(members).or(() -> Optional.of(type).filter(ManifestType::isOfVendor));
  }

  /**
   * Its {@code mediaType}.
   *
   * @param members is given the names of its members when it has none
   */
  private static Optional<String> claimed(byte[] manifest, Set<String> members) {
    try (JsonParser json = Json.parser(manifest)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken value = json.nextToken();
        if (name.equals("mediaType") && CLAIMED.contains(json.getText())) {
          return Optional.of(json.getText());
        }
        if (value != JsonToken.VALUE_NULL) {
          members.add(name);
        }
        json.skipChildren();
      }
    } catch (IOException e) {
      members.clear();
    }
    return Optional.empty();
  }

  private static Optional<String> byShape(Set<String> members) {
    if (members.contains("manifests")) {
      return Optional.of(MediaTypes.OCI_INDEX);
    }
    if (members.contains("config") && members.contains("layers")) {
      return Optional.of(MediaTypes.OCI_MANIFEST);
    }
    if (members.contains("fsLayers")) {
      return Optional.of(
          members.contains("signatures")
              ? MediaTypes.DOCKER_SCHEMA1_SIGNED
              : MediaTypes.DOCKER_SCHEMA1);
    }
    return Optional.empty();
  }

  /** A type that somebody registered or made up, rather than a word for JSON or bytes. */
  private static boolean isOfVendor(String type) {
    try {
      return MediaType.parse(type).subtype().startsWith("vnd.");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
