package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.io.Resources;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.sandbox.content.RegistryContents;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Base64;

/** What Kubernetes' releasers signed in 2024, in the form in which cosign keeps it. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KubernetesSignature(DescriptorDigest image, byte[] payload, Manifest manifest) {

  private static final String DIRECTORY = "dev/reinstate/signature/sigstore/";
  private static final JsonMapper JSON = new JsonMapper();

  static KubernetesSignature read() throws Exception {
    byte[] payload = bytes("payload.json");
    String digest = JSON.readTree(payload).at("/critical/image/docker-manifest-digest").textValue();
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    describe(manifest.putObject("config"), "application/vnd.oci.image.config.v1+json", CONFIG);
    ObjectNode layer = manifest.putArray("layers").addObject();
    describe(layer, "application/vnd.dev.cosign.simplesigning.v1+json", payload);
    layer
        .putObject("annotations")
        .put(
            "dev.cosignproject.cosign/signature",
            Base64.getEncoder().encodeToString(bytes("signature.der")))
        .put("dev.sigstore.cosign/bundle", text("log-bundle.json"))
        .put("dev.sigstore.cosign/certificate", text("certificate.pem"))
        .put("dev.sigstore.cosign/chain", text("chain.pem"));
    return new KubernetesSignature(
        DescriptorDigest.fromDigest(digest),
        payload,
        Manifest.of(MediaTypes.OCI_MANIFEST, JSON.writeValueAsBytes(manifest)));
  }

  private static final byte[] CONFIG = "{}".getBytes(UTF_8);

  private static void describe(ObjectNode descriptor, String mediaType, byte[] bytes) {
    descriptor
        .put("mediaType", mediaType)
        .put("size", bytes.length)
        .put("digest", Digests.of(bytes).toString());
  }

  private static String text(String name) throws IOException {
    return new String(bytes(name), UTF_8);
  }

  private static byte[] bytes(String name) throws IOException {
    return Resources.toByteArray(resource("kubernetes/" + name));
  }

  private static URL resource(String name) {
    return Resources.getResource(DIRECTORY + name);
  }

  /** Sigstore's public one. */
  Path trustedRoot() throws URISyntaxException {
    return Path.of(resource("trusted_root.json").toURI());
  }

  String tag() {
    return "sha256-" + image.getHash() + ".sig";
  }

  /** Without the image. */
  void put(RegistryContents contents, String repository) {
    contents.putBlob(repository, Digests.of(payload), payload);
    contents.putBlob(repository, Digests.of(CONFIG), CONFIG);
    contents.putManifest(repository, manifest);
    contents.tag(repository, tag(), manifest.digest());
  }
}
