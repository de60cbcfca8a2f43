package dev.reinstate.sandbox.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Writes Docker's schema 1 with a signature spliced in. The form is right and the digest is the
 * payload's; the signature itself is random, and nobody checks it.
 *
 * <p>Source: https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-1.md,
 * "Signed Manifests".
 */
final class SignedSchema1 {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private SignedSchema1() {}

  /** Layers come base first, as elsewhere; the format wants them the other way round. */
  static Manifest manifest(String name, String tag, List<SampleLayer> layers, byte[] signature) {
    String payload = payload(name, tag, layers).toPrettyString();
    int end = payload.lastIndexOf('\n');
    ObjectNode header =
        JSON.createObjectNode()
            .put("formatLength", payload.substring(0, end).getBytes(StandardCharsets.UTF_8).length)
            .put("formatTail", encode(payload.substring(end)))
            .put("time", "2015-01-01T00:00:00Z");
    ObjectNode entry = JSON.createObjectNode();
    entry.putObject("header").put("alg", "ES256").putObject("jwk").put("kty", "EC");
    entry.put("signature", BASE64.encodeToString(signature));
    entry.put("protected", encode(header.toString()));
    String signed =
        payload.substring(0, end)
            + ",\n  \"signatures\" : [ "
            + entry
            + " ]"
            + payload.substring(end);
    return Manifest.of(MediaTypes.DOCKER_SCHEMA1_SIGNED, signed.getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode payload(String name, String tag, List<SampleLayer> layers) {
    ObjectNode payload =
        JSON.createObjectNode()
            .put("schemaVersion", 1)
            .put("name", name)
            .put("tag", tag)
            .put("architecture", "amd64");
    ArrayNode fsLayers = payload.putArray("fsLayers");
    ArrayNode history = payload.putArray("history");
    for (SampleLayer layer : layers.reversed()) {
      fsLayers.addObject().put("blobSum", layer.descriptor().digest().toString());
      history
          .addObject()
          .put("v1Compatibility", "{\"id\":\"" + layer.descriptor().digest().getHash() + "\"}");
    }
    return payload;
  }

  private static String encode(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
