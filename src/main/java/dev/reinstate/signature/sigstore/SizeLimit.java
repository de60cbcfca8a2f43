package dev.reinstate.signature.sigstore;

import dev.reinstate.signature.SignedContent;
import java.util.Optional;
import java.util.stream.Stream;

/** Of what is read into memory more than once. */
final class SizeLimit {

  /** An attestation may hold a bill of materials. */
  private static final int LARGEST_DOCUMENT = 32 << 20;

  private static final int LARGEST_PROOF = 1 << 20;

  private SizeLimit() {}

  static void check(SignedContent content) throws UnbelievedException {
    switch (content) {
      case SignedContent.SimpleSigning(byte[] payload, String signature, var proofs) -> {
        check(payload.length, LARGEST_PROOF);
        check(signature.length(), LARGEST_PROOF);
        check(proofs);
      }
      case SignedContent.Envelope(byte[] envelope, var proofs) -> {
        check(envelope.length, LARGEST_DOCUMENT);
        check(proofs);
      }
      case SignedContent.SigstoreBundle(byte[] bundle) -> check(bundle.length, LARGEST_DOCUMENT);
    }
  }

  private static void check(SignedContent.Proofs proofs) throws UnbelievedException {
    check(
        Stream.of(proofs.certificate(), proofs.chain(), proofs.logEntry(), proofs.timestamp())
            .flatMap(Optional::stream)
            .mapToInt(String::length)
            .max()
            .orElse(0),
        LARGEST_PROOF);
  }

  private static void check(int size, int largest) throws UnbelievedException {
    if (size > largest) {
      throw new UnbelievedException(
          "It has %s bytes, more than the %s that are read".formatted(size, largest));
    }
  }
}
