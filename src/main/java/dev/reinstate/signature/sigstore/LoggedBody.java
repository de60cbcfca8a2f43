package dev.reinstate.signature.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.sigstore.proto.rekor.v1.TransparencyLogEntry;
import java.io.IOException;
import java.util.Arrays;

/**
 * Holds what was logged against what is signed: the same content, the same signature, the same key.
 * Source: https://github.com/sigstore/rekor/tree/main/pkg/types and
 * https://github.com/sigstore/rekor-tiles/tree/main/pkg/types.
 */
final class LoggedBody {

  private final Evidence evidence;
  private final byte[] signer;

  /**
   * @param signer DER of the certificate or of the key
   */
  LoggedBody(Evidence evidence, byte[] signer) {
    this.evidence = evidence;
    this.signer = signer;
  }

  void check(TransparencyLogEntry entry) throws UnbelievedException {
    JrsValue body;
    try {
      body = Json.readStrictly(entry.getCanonicalizedBody().toByteArray());
    } catch (IOException e) {
      throw new UnbelievedException("The log entry's body is not JSON", e);
    }
    String kind = kind(body);
    if (entry.hasKindVersion()
        && !kind.equals(
            entry.getKindVersion().getKind() + " " + entry.getKindVersion().getVersion())) {
      throw new UnbelievedException("The log entry is not of the kind that the bundle says");
    }
    JrsValue spec = body.path("spec");
    switch (kind) {
      case "hashedrekord 0.0.1" -> hashedRekord(spec);
      case "hashedrekord 0.0.2" -> hashedRekord2(spec.path("hashedRekordV002"));
      case "dsse 0.0.1" -> dsse(spec);
      case "dsse 0.0.2" -> dsse2(spec.path("dsseV002"));
      case "intoto 0.0.1" -> inToto(spec);
      case "intoto 0.0.2" -> inToto2(spec.path("content"));
      default ->
          throw new UnbelievedException(
              "The log entry is of kind %s, which is not checked here".formatted(kind));
    }
  }

  private static String kind(JrsValue body) {
    return JsonValues.text(body.path("kind")) + " " + JsonValues.text(body.path("apiVersion"));
  }

  private void hashedRekord(JrsValue spec) throws UnbelievedException {
    hash(spec.path("data").path("hash"), evidence.subject());
    JrsValue signature = spec.path("signature");
    signed(bytes(signature.path("content")));
    signedBy(pem(signature.path("publicKey").path("content")));
  }

  private void hashedRekord2(JrsValue record) throws UnbelievedException {
    hash2(record.path("data"), evidence.subject());
    signature2(record.path("signature"));
  }

  private void dsse(JrsValue spec) throws UnbelievedException {
    hash(spec.path("payloadHash"), payload());
    JrsValue signature = one(spec.path("signatures"));
    signed(bytes(signature.path("signature")));
    signedBy(pem(signature.path("verifier")));
  }

  private void dsse2(JrsValue record) throws UnbelievedException {
    hash2(record.path("payloadHash"), payload());
    signature2(one(record.path("signatures")));
  }

  /** Of the signature the entry knows only that it is in the envelope. */
  private void inToto(JrsValue spec) throws UnbelievedException {
    byte[] json =
        envelope()
            .json()
            .orElseThrow(
                () ->
                    new UnbelievedException(
                        "The log entry is of an envelope whose bytes are not here"));
    hash(spec.path("content").path("hash"), new Evidence.Subject.Payload(json));
    signedBy(pem(spec.path("publicKey")));
  }

  /** Here, signatures are in base64 twice. */
  private void inToto2(JrsValue content) throws UnbelievedException {
    hash(content.path("payloadHash"), payload());
    JrsValue signature = one(content.path("envelope").path("signatures"));
    signed(
        Encoded.base64(
            "The log entry's signature", new String(bytes(signature.path("sig")), UTF_8)));
    signedBy(pem(signature.path("publicKey")));
  }

  private void signature2(JrsValue signature) throws UnbelievedException {
    signed(bytes(signature.path("content")));
    JrsValue verifier = signature.path("verifier");
    JrsValue certificate = verifier.path("x509Certificate").path("rawBytes");
    signedBy(
        bytes(
            JsonValues.isNothing(certificate)
                ? verifier.path("publicKey").path("rawBytes")
                : certificate));
  }

  private DsseEnvelope envelope() throws UnbelievedException {
    if (evidence.subject() instanceof Evidence.Subject.Enveloped enveloped) {
      return enveloped.envelope();
    }
    throw new UnbelievedException("The log entry is of an envelope, the signature is not");
  }

  private Evidence.Subject payload() throws UnbelievedException {
    return new Evidence.Subject.Payload(envelope().payload());
  }

  private static JrsValue one(JrsValue signatures) throws UnbelievedException {
    if (JsonValues.all(signatures).size() != 1) {
      throw new UnbelievedException("The log entry does not have one signature");
    }
    return JsonValues.all(signatures).iterator().next();
  }

  private static byte[] bytes(JrsValue value) throws UnbelievedException {
    return Encoded.base64("The log entry's body", value);
  }

  private static byte[] pem(JrsValue value) throws UnbelievedException {
    return Encoded.pem("The log entry's key", new String(bytes(value), UTF_8));
  }

  private static void hash(JrsValue hash, Evidence.Subject content) throws UnbelievedException {
    require(
        JsonValues.text(hash.path("value"))
            .equals(content.digest(function(hash.path("algorithm"))).toString()),
        "content");
  }

  private static void hash2(JrsValue hash, Evidence.Subject content) throws UnbelievedException {
    require(
        Arrays.equals(
            bytes(hash.path("digest")), content.digest(function(hash.path("algorithm"))).asBytes()),
        "content");
  }

  private static HashFunction function(JrsValue algorithm) throws UnbelievedException {
    return switch (JsonValues.text(algorithm)) {
      case "sha256", "SHA2_256" -> Hashing.sha256();
      case "sha384", "SHA2_384" -> Hashing.sha384();
      case "sha512", "SHA2_512" -> Hashing.sha512();
      default -> throw new UnbelievedException("The log entry's hash is of an unknown kind");
    };
  }

  private void signed(byte[] signature) throws UnbelievedException {
    require(Arrays.equals(signature, evidence.signature()), "signature");
  }

  private void signedBy(byte[] certificateOrKey) throws UnbelievedException {
    require(Arrays.equals(certificateOrKey, signer), "certificate or key");
  }

  private static void require(boolean same, String what) throws UnbelievedException {
    if (!same) {
      throw new UnbelievedException("The log entry is of another %s".formatted(what));
    }
  }
}
