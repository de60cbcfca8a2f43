package dev.reinstate.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.json.JsonReader;
import dev.reinstate.json.JsonValue;
import java.io.IOException;
import java.util.Optional;

/**
 * What a manifest refers to: the blobs and child manifests it needs, and the manifest it is
 * attached to.
 *
 * @param blobs config and layers, each once, in the manifest's order
 * @param children the manifests of an index
 * @param subject the manifest this one is a referrer of, which need not exist
 */
public record ManifestReferences(
    ImmutableList<Descriptor> blobs,
    ImmutableList<Descriptor> children,
    Optional<DescriptorDigest> subject) {

  /** Far more than any real manifest has, and little enough to hold in memory many times over. */
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxNestingDepth(64).maxTokenCount(500_000).build();

  private static final JsonFactory JSON =
      JsonFactory.builder().streamReadConstraints(LIMITS).build();

  /**
   * Reads the references of any manifest type; what it does not know it passes over, as the OCI
   * image spec asks.
   *
   * @throws IOException when the bytes are not a manifest: not JSON, or a reference without a valid
   *     digest
   */
  public static ManifestReferences of(Manifest manifest) throws IOException {
    JsonValue root = JsonReader.read(JSON.createParser(manifest.bytes()));
    if (!(root instanceof JsonValue.Members)) {
      throw new IOException("manifest " + manifest.digest() + " is not a JSON object");
    }
    try {
      return MediaTypes.isSchema1(manifest.mediaType()) ? ofSchema1(root) : ofDescriptors(root);
    } catch (IllegalArgumentException e) {
      throw new IOException("manifest " + manifest.digest() + ": " + e.getMessage(), e);
    }
  }

  private static ManifestReferences ofDescriptors(JsonValue root) {
    ImmutableSet.Builder<Descriptor> blobs = ImmutableSet.builder();
    if (!root.get("config").isMissing()) {
      blobs.add(descriptor(root.get("config")));
    }
    root.get("layers").all().forEach(layer -> blobs.add(descriptor(layer)));
    // The OCI artifact manifest of the 1.1 release candidates named its blobs so; some registries
    // still hold them.
    root.get("blobs").all().forEach(blob -> blobs.add(descriptor(blob)));
    ImmutableSet.Builder<Descriptor> children = ImmutableSet.builder();
    root.get("manifests").all().forEach(child -> children.add(descriptor(child)));
    Optional<DescriptorDigest> subject =
        root.get("subject") instanceof JsonValue.Nothing
            ? Optional.empty()
            : Optional.of(descriptor(root.get("subject")).digest());
    return new ManifestReferences(blobs.build().asList(), children.build().asList(), subject);
  }

  private static ManifestReferences ofSchema1(JsonValue root) {
    ImmutableSet.Builder<Descriptor> blobs = ImmutableSet.builder();
    for (JsonValue layer : root.get("fsLayers").all()) {
      DescriptorDigest digest = Digests.parse(layer.get("blobSum").text());
      blobs.add(new Descriptor("application/octet-stream", digest, Descriptor.UNKNOWN_SIZE));
    }
    return new ManifestReferences(blobs.build().asList(), ImmutableList.of(), Optional.empty());
  }

  private static Descriptor descriptor(JsonValue descriptor) {
    return new Descriptor(
        descriptor.get("mediaType").text(""),
        Digests.parse(descriptor.get("digest").text()),
        descriptor.get("size").number(Descriptor.UNKNOWN_SIZE));
  }
}
