package dev.reinstate.sandbox.image;

import com.google.common.collect.Lists;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.json.Json;
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

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private SignedSchema1() {}

  /** Layers come base first, as elsewhere; the format wants them the other way round. */
  static Manifest manifest(String name, String tag, List<SampleLayer> layers, byte[] signature) {
    String payload = payload(name, tag, layers);
    int end = payload.lastIndexOf('\n');
    byte[] signedBytes = payload.substring(0, end).getBytes(StandardCharsets.UTF_8);
    String header =
        Json.object(
            json -> {
              json.writeNumberField("formatLength", signedBytes.length);
              json.writeStringField("formatTail", encode(payload.substring(end)));
              json.writeStringField("time", "2015-01-01T00:00:00Z");
            });
    String entry =
        Json.object(
            json -> {
              json.writeObjectFieldStart("header");
              json.writeStringField("alg", "ES256");
              Json.writeObject(json, "jwk", jwk -> jwk.writeStringField("kty", "EC"));
              json.writeEndObject();
              json.writeStringField("signature", BASE64.encodeToString(signature));
              json.writeStringField("protected", encode(header));
            });
    String signed =
        payload.substring(0, end)
            + ",\n  \"signatures\" : [ "
            + entry
            + " ]"
            + payload.substring(end);
    return Manifest.of(MediaTypes.DOCKER_SCHEMA1_SIGNED, signed.getBytes(StandardCharsets.UTF_8));
  }

  private static String payload(String name, String tag, List<SampleLayer> layers) {
    List<String> hashes =
        Lists.transform(layers.reversed(), layer -> layer.descriptor().digest().getHash());
    return Json.prettyObject(
        json -> {
          json.writeNumberField("schemaVersion", 1);
          json.writeStringField("name", name);
          json.writeStringField("tag", tag);
          json.writeStringField("architecture", "amd64");
          Json.writeObjects(
              json,
              "fsLayers",
              hashes,
              (each, hash) -> each.writeStringField("blobSum", "sha256:" + hash));
          Json.writeObjects(
              json,
              "history",
              hashes,
              (each, hash) ->
                  each.writeStringField("v1Compatibility", "{\"id\":\"" + hash + "\"}"));
        });
  }

  private static String encode(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
