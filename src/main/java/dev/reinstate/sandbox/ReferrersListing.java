package dev.reinstate.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** GET of the manifests that name another as their subject: the spec, "Listing Referrers". */
final class ReferrersListing implements Handler {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RegistryContents contents;

  ReferrersListing(RegistryContents contents) {
    this.contents = contents;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    DescriptorDigest subject = Names.digest(call.target().reference());
    Optional<String> type = call.query("artifactType");
    ObjectNode index =
        JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode descriptors = index.putArray("manifests");
    for (StoredManifest manifest : contents.readable(call.target().repository()).manifests()) {
      if (manifest.references().subject().equals(Optional.of(subject))
          && type.map(manifest.artifactType()::equals).orElse(true)) {
        descriptors.add(descriptor(manifest));
      }
    }
    Reply reply =
        Reply.of(200)
            .withBody(MediaTypes.OCI_INDEX, index.toString().getBytes(StandardCharsets.UTF_8));
    return type.isPresent() ? reply.with("OCI-Filters-Applied", "artifactType") : reply;
  }

  private static ObjectNode descriptor(StoredManifest stored) {
    Manifest manifest = stored.manifest();
    ObjectNode descriptor =
        JSON.createObjectNode()
            .put("mediaType", manifest.mediaType())
            .put("digest", manifest.digest().toString())
            .put("size", manifest.bytes().length);
    if (!stored.artifactType().isEmpty()) {
      descriptor.put("artifactType", stored.artifactType());
    }
    if (stored.annotations().isObject()) {
      descriptor.set("annotations", stored.annotations());
    }
    return descriptor;
  }
}
