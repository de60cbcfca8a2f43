package dev.reinstate.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
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
  private static final JsonFactory FACTORY =
      Json.factory(StreamReadConstraints.builder().maxTokenCount(500_000)).build();

  /**
   * Reads the references of any manifest type; what it does not know it passes over, as the OCI
   * image spec asks.
   *
   * @throws IOException when the bytes are not a manifest: not JSON, or a reference without a valid
   *     digest
   */
  public static ManifestReferences of(Manifest manifest) throws IOException {
    JrsValue root = Json.read(FACTORY.createParser(manifest.bytes()));
    if (!root.isObject()) {
      throw new IOException("manifest " + manifest.digest() + " is not a JSON object");
    }
    try {
      return MediaTypes.isSchema1(manifest.mediaType()) ? ofSchema1(root) : ofDescriptors(root);
    } catch (IllegalArgumentException e) {
      throw new IOException("manifest " + manifest.digest() + ": " + e.getMessage(), e);
    }
  }

  private static ManifestReferences ofDescriptors(JrsValue root) {
    ImmutableSet.Builder<Descriptor> blobs = ImmutableSet.builder();
    if (!root.path("config").isMissingNode()) {
      blobs.add(descriptor(root.path("config")));
    }
    JsonValues.all(root.path("layers")).forEach(layer -> blobs.add(descriptor(layer)));
    // The OCI artifact manifest of the 1.1 release candidates named its blobs so; some registries
    // still hold them.
    JsonValues.all(root.path("blobs")).forEach(blob -> blobs.add(descriptor(blob)));
    ImmutableSet.Builder<Descriptor> children = ImmutableSet.builder();
    JsonValues.all(root.path("manifests")).forEach(child -> children.add(descriptor(child)));
    Optional<DescriptorDigest> subject =
        JsonValues.isNothing(root.path("subject"))
            ? Optional.empty()
            : Optional.of(descriptor(root.path("subject")).digest());
    return new ManifestReferences(blobs.build().asList(), children.build().asList(), subject);
  }

  private static ManifestReferences ofSchema1(JrsValue root) {
    ImmutableSet.Builder<Descriptor> blobs = ImmutableSet.builder();
    for (JrsValue layer : JsonValues.all(root.path("fsLayers"))) {
      DescriptorDigest digest = Digests.parse(JsonValues.text(layer.path("blobSum")));
      blobs.add(new Descriptor("application/octet-stream", digest, Descriptor.UNKNOWN_SIZE));
    }
    return new ManifestReferences(blobs.build().asList(), ImmutableList.of(), Optional.empty());
  }

  private static Descriptor descriptor(JrsValue descriptor) {
    return new Descriptor(
        JsonValues.text(descriptor.path("mediaType")),
        Digests.parse(JsonValues.text(descriptor.path("digest"))),
        JsonValues.number(descriptor.path("size"), Descriptor.UNKNOWN_SIZE));
  }
}
