package dev.reinstate.audit.rules;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what an image is attached to: a referrer says it in its manifest, a signature or
 * attestation of cosign's older kind in its payload. Nothing is proven by that; whether a signature
 * is good is for those who use it.
 *
 * <p>Sources: https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md, {@code
 * subject}; https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md#simple-signing;
 * https://github.com/secure-systems-lab/dsse/blob/v1.0.0/envelope.md.
 */
final class AttachmentSubject {

  private static final String SIGNATURE = "application/vnd.dev.cosign.simplesigning.v1+json";
  private static final String ATTESTATION = "application/vnd.dsse.envelope.v1+json";

  /** A signature's payload has some hundred bytes, an attestation may hold a whole SBOM. */
  private static final int MOST_BYTES = 4 << 20;

  private final ImageReader images;

  AttachmentSubject(ImageReader images) {
    this.images = images;
  }

  /** Empty for an image that is attached to nothing, and for what is no manifest. */
  Optional<DescriptorDigest> of(Repository repository, Manifest manifest) throws IOException {
    ManifestReferences references;
    try {
      references = ManifestReferences.of(manifest);
    } catch (IOException e) {
      return Optional.empty();
    }
    return references.subject().isPresent()
        ? references.subject()
        : ofPayload(repository, references);
  }

  private Optional<DescriptorDigest> ofPayload(
      Repository repository, ManifestReferences references) {
    // The first blob is the config; an image with anything else to run is no signature.
    List<Descriptor> layers = references.blobs().stream().skip(1).toList();
    if (layers.isEmpty() || layers.getFirst().size() > MOST_BYTES) {
      return Optional.empty();
    }
    try {
      if (all(layers, SIGNATURE)) {
        JrsValue signed = payload(repository, layers.getFirst());
        return digest(JsonValues.text(signed.at("/critical/image/docker-manifest-digest")));
      }
      if (all(layers, ATTESTATION)) {
        String statement = JsonValues.text(payload(repository, layers.getFirst()).path("payload"));
        JrsValue attested = Json.read(Base64.getDecoder().decode(statement));
        return digest("sha256:" + JsonValues.text(attested.at("/subject/0/digest/sha256")));
      }
    } catch (IOException | IllegalArgumentException e) {
      // Whoever pushed it also chose what it claims to hold: a payload that cannot be read must not
      // make us try for ever. Its tag tells the same.
    }
    return Optional.empty();
  }

  private static boolean all(List<Descriptor> layers, String mediaType) {
    return layers.stream().allMatch(layer -> layer.mediaType().equals(mediaType));
  }

  private JrsValue payload(Repository repository, Descriptor layer) throws IOException {
    try (InputStream content = images.blob(repository, layer)) {
      return Json.read(content.readNBytes(MOST_BYTES));
    }
  }

  private static Optional<DescriptorDigest> digest(String text) {
    return Optional.of(Digests.parse(text));
  }
}
