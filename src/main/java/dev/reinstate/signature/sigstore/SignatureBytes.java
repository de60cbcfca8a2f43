package dev.reinstate.signature.sigstore;

import dev.sigstore.encryption.signers.Verifier;
import dev.sigstore.encryption.signers.Verifiers;
import java.security.GeneralSecurityException;
import java.security.PublicKey;

/** Whether a key made a signature. */
final class SignatureBytes {

  private SignatureBytes() {}

  static void check(Evidence evidence, PublicKey key) throws UnbelievedException {
    boolean right;
    try {
      Verifier verifier = Verifiers.newVerifier(key);
      right =
          switch (evidence.subject()) {
            case Evidence.Subject.Payload payload ->
                verifier.verify(payload.bytes(), evidence.signature());
            case Evidence.Subject.Enveloped enveloped ->
                verifier.verify(enveloped.envelope().signed(), evidence.signature());
            case Evidence.Subject.Itself itself ->
                verifier.verifyDigest(itself.digest(), evidence.signature());
          };
    } catch (GeneralSecurityException e) {
      throw new UnbelievedException("The signature cannot be checked", e);
    } catch (UnsupportedOperationException e) {
      throw new UnbelievedException(
          "A signature of the image itself by a key of this kind cannot be checked", e);
    }
    if (!right) {
      throw new UnbelievedException("The signature is not of this content by this key");
    }
  }
}
