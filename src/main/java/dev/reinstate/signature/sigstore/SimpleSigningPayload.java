package dev.reinstate.signature.sigstore;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.util.Optional;

/**
 * The payload of cosign's signatures. Source:
 * https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md.
 */
final class SimpleSigningPayload {

  private static final String TYPE = "cosign container image signature";

  private SimpleSigningPayload() {}

  /** Of an image; cosign accepts a payload without a {@code docker-reference}, and so do we. */
  static Claim claim(byte[] payload, DescriptorDigest image) throws UnbelievedException {
    JrsValue critical;
    try {
      critical = Json.readStrictly(payload).path("critical");
    } catch (IOException e) {
      throw new UnbelievedException("The payload is not JSON", e);
    }
    String type = JsonValues.text(critical.path("type"));
    if (!type.equals(TYPE)) {
      throw new UnbelievedException(
          "The payload's type is \"%s\", not \"%s\"".formatted(type, TYPE));
    }
    String digest = JsonValues.text(critical.path("image").path("docker-manifest-digest"));
    if (!digest.equals(image.toString())) {
      throw new UnbelievedException("The payload is of %s, not of %s".formatted(digest, image));
    }
    return new Claim(
        JsonValues.string(critical.path("identity").path("docker-reference"))
            .map(SimpleSigningPayload::repository)
            .filter(name -> !name.isEmpty()),
        Optional.empty());
  }

  private static String repository(String reference) {
    int digest = reference.indexOf('@');
    String name = digest < 0 ? reference : reference.substring(0, digest);
    int tag = name.lastIndexOf(':');
    return tag > name.lastIndexOf('/') ? name.substring(0, tag) : name;
  }
}
