package dev.reinstate.signature.sigstore;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.reinstate.signature.SignedContent;
import dev.sigstore.proto.common.v1.LogId;
import dev.sigstore.proto.rekor.v1.InclusionPromise;
import dev.sigstore.proto.rekor.v1.TransparencyLogEntry;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What cosign writes into annotations. Source:
 * https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md.
 */
final class TagForm {

  private TagForm() {}

  static Evidence evidence(Evidence.Subject subject, byte[] signature, SignedContent.Proofs proofs)
      throws UnbelievedException {
    return new Evidence(
        subject,
        signature,
        chain(proofs),
        proofs.logEntry().isPresent()
            ? ImmutableList.of(entry(proofs.logEntry().get()))
            : ImmutableList.of(),
        false,
        proofs.timestamp().isPresent()
            ? ImmutableList.of(timestamp(proofs.timestamp().get()))
            : ImmutableList.of());
  }

  private static ImmutableList<X509Certificate> chain(SignedContent.Proofs proofs)
      throws UnbelievedException {
    ImmutableList.Builder<X509Certificate> chain = ImmutableList.builder();
    for (Optional<String> part : ImmutableList.of(proofs.certificate(), proofs.chain())) {
      if (part.isPresent()) {
        chain.addAll(CertificateChain.ofPem(part.get()));
      }
    }
    return proofs.certificate().isPresent() ? chain.build() : ImmutableList.of();
  }

  /** The log says when an entry was made, and promises to show it. */
  private static TransparencyLogEntry entry(String json) throws UnbelievedException {
    JrsValue bundle = tree("The log entry", json);
    JrsValue payload = bundle.path("Payload");
    return TransparencyLogEntry.newBuilder()
        .setLogIndex(number(payload, "logIndex"))
        .setIntegratedTime(number(payload, "integratedTime"))
        .setLogId(
            LogId.newBuilder()
                .setKeyId(
                    ByteString.copyFrom(
                        Encoded.hex("The log's id", JsonValues.text(payload.path("logID"))))))
        .setCanonicalizedBody(
            ByteString.copyFrom(Encoded.base64("The log entry's body", payload.path("body"))))
        .setInclusionPromise(
            InclusionPromise.newBuilder()
                .setSignedEntryTimestamp(
                    ByteString.copyFrom(
                        Encoded.base64("The log's promise", bundle.path("SignedEntryTimestamp")))))
        .build();
  }

  private static long number(JrsValue payload, String name) throws UnbelievedException {
    return JsonValues.whole(payload.path(name))
        .filter(number -> number >= 0)
        .orElseThrow(
            () -> new UnbelievedException("The log entry's %s is not a number".formatted(name)));
  }

  private static byte[] timestamp(String json) throws UnbelievedException {
    return Encoded.base64(
        "The timestamp", tree("The timestamp", json).path("SignedRFC3161Timestamp"));
  }

  private static JrsValue tree(String what, String json) throws UnbelievedException {
    try {
      return Json.read(json);
    } catch (IOException e) {
      throw new UnbelievedException(what + " is not JSON", e);
    }
  }
}
