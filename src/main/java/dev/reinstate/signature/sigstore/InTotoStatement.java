package dev.reinstate.signature.sigstore;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.util.Optional;

/**
 * The payload of attestations. Source:
 * https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md.
 */
final class InTotoStatement {

  static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  private static final ImmutableSet<String> TYPES =
      ImmutableSet.of("https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1");

  private InTotoStatement() {}

  /** Of an image: one of its subjects. */
  static Claim claim(byte[] payload, DescriptorDigest image) throws UnbelievedException {
    JrsValue statement;
    try {
      statement = Json.readStrictly(payload);
    } catch (IOException e) {
      throw new UnbelievedException("The statement is not JSON", e);
    }
    String type = JsonValues.text(statement.path("_type"));
    if (!TYPES.contains(type)) {
      throw new UnbelievedException(
          "The statement's type is \"%s\", which is not known".formatted(type));
    }
    if (JsonValues.all(statement.path("subject")).stream()
        .map(subject -> JsonValues.text(subject.path("digest").path("sha256")))
        .noneMatch(image.getHash()::equals)) {
      throw new UnbelievedException("The statement has no subject %s".formatted(image));
    }
    Optional<String> predicateType = JsonValues.string(statement.path("predicateType"));
    if (predicateType.isEmpty()) {
      throw new UnbelievedException("The statement has no predicateType");
    }
    return new Claim(Optional.empty(), predicateType);
  }
}
