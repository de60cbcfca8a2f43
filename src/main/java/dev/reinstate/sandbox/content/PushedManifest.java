package dev.reinstate.sandbox.content;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Streams;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.reinstate.sandbox.http.RefusedException;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks what a client pushes as a manifest. */
public final class PushedManifest {

  private final RegistryContents contents;

  public PushedManifest(RegistryContents contents) {
    this.contents = contents;
  }

  /** The manifest of these bytes, of the declared type, which its own may not contradict. */
  public Manifest manifest(Optional<String> contentType, byte[] bytes) throws RefusedException {
    String own = mediaType(bytes);
    String declared = contentType.orElse(own);
    if (declared.isEmpty()) {
      throw new RefusedException(400, "MANIFEST_INVALID", "neither header nor body name a type");
    }
    if (!own.isEmpty() && !own.equals(declared)) {
      throw new RefusedException(
          400, "MANIFEST_INVALID", "the header says " + declared + ", the body " + own);
    }
    Manifest manifest = Manifest.of(declared, bytes);
    ManifestReferences unused = references(manifest);
    return manifest;
  }

  public ManifestReferences references(Manifest manifest) throws RefusedException {
    try {
      return ManifestReferences.of(manifest);
    } catch (IOException e) {
      throw new RefusedException(400, "MANIFEST_INVALID", e.getMessage());
    }
  }

  /** Refuses a manifest that refers to what the repository lacks, with an error for each digest. */
  public void requireReferences(String repository, Manifest manifest) throws RefusedException {
    RepositoryContents held = contents.readable(repository);
    ManifestReferences references = references(manifest);
    Stream<DescriptorDigest> blobs =
        references.blobs().stream()
            .filter(blob -> !MediaTypes.isNondistributable(blob.mediaType()))
            .map(Descriptor::digest)
            .filter(digest -> held.blob(digest).isEmpty());
    Stream<DescriptorDigest> children =
        references.children().stream()
            .map(Descriptor::digest)
            .filter(digest -> held.manifest(digest).isEmpty());
    ImmutableList<ImmutableMap<String, String>> missing =
        Streams.concat(blobs, children)
            .distinct()
            .map(digest -> ImmutableMap.of("digest", digest.toString()))
            .collect(ImmutableList.toImmutableList());
    if (!missing.isEmpty()) {
      throw new RefusedException(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", missing);
    }
  }

  private static String mediaType(byte[] bytes) throws RefusedException {
    try {
      JrsValue root = Json.read(bytes);
      if (root.isObject()) {
        return JsonValues.text(root.path("mediaType"));
      }
    } catch (IOException e) {
      throw new RefusedException(400, "MANIFEST_INVALID", "the manifest is not JSON");
    }
    throw new RefusedException(400, "MANIFEST_INVALID", "the manifest is not a JSON object");
  }
}
