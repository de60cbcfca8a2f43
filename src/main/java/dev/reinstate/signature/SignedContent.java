package dev.reinstate.signature;

import java.util.Optional;

/** One signature with what it signs and what proves it, in the form it was found in. */
public sealed interface SignedContent {

  /**
   * What cosign writes beside a signature that is a layer of an image: all in the layer's
   * annotations. Source: https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md.
   *
   * @param certificate PEM; empty when a key signed
   * @param chain PEM, of the certificate
   * @param logEntry JSON: the entry of the transparency log with its signed timestamp
   * @param timestamp JSON with a signed RFC 3161 timestamp
   */
  record Proofs(
      Optional<String> certificate,
      Optional<String> chain,
      Optional<String> logEntry,
      Optional<String> timestamp) {}

  /**
   * Cosign's simple signing.
   *
   * @param payload the signed bytes: JSON that names the image
   * @param signature base64
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record SimpleSigning(byte[] payload, String signature, Proofs proofs) implements SignedContent {}

  /**
   * An in-toto statement in a DSSE envelope.
   *
   * @param envelope JSON
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Envelope(byte[] envelope, Proofs proofs) implements SignedContent {}

  /**
   * A Sigstore bundle, which holds all there is.
   *
   * @param bundle JSON
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record SigstoreBundle(byte[] bundle) implements SignedContent {}
}
