package dev.reinstate.signature.sigstore;

import java.util.Optional;

/**
 * What was signed, of an image whose digest it names.
 *
 * @param dockerReference what it calls the image's repository; empty when it names none
 * @param predicateType of an attestation
 */
record Claim(Optional<String> dockerReference, Optional<String> predicateType) {

  static final Claim OF_A_DIGEST = new Claim(Optional.empty(), Optional.empty());
}
