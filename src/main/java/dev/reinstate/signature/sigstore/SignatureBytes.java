package dev.reinstate.signature.sigstore;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import dev.sigstore.encryption.signers.Verifiers;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdDSAParameterSpec;

/**
 * Whether a key made a signature. Mostly that is of a SHA-256; cosign signs with Ed25519ph and with
 * the hash of a larger curve's own size, too, as
 * https://github.com/sigstore/architecture-docs/blob/main/algorithm-registry.md has it.
 */
final class SignatureBytes {

  private SignatureBytes() {}

  static void check(Evidence evidence, PublicKey key) throws UnbelievedException {
    try {
      if (!isBy(key, evidence)) {
        throw new UnbelievedException("The signature is not of this content by this key");
      }
    } catch (GeneralSecurityException e) {
      throw new UnbelievedException("The signature cannot be checked", e);
    }
  }

  private static boolean isBy(PublicKey key, Evidence evidence)
      throws GeneralSecurityException, UnbelievedException {
    switch (evidence.subject()) {
      case Evidence.Subject.Bytes bytes -> {
        if (Verifiers.newVerifier(key).verify(bytes.signed(), evidence.signature())) {
          return true;
        }
        for (Signature other : others(key)) {
          other.initVerify(key);
          other.update(bytes.signed());
          if (other.verify(evidence.signature())) {
            return true;
          }
        }
        return false;
      }
      case Evidence.Subject.Itself itself -> {
        if (key instanceof EdECPublicKey) {
          throw new UnbelievedException("An Ed25519 signature is not of an image's digest");
        }
        return Verifiers.newVerifier(key)
            .verifyDigest(itself.digest(Hashing.sha256()).asBytes(), evidence.signature());
      }
    }
  }

  private static ImmutableList<Signature> others(PublicKey key) throws GeneralSecurityException {
    return switch (key) {
      case ECPublicKey curve ->
          switch (curve.getParams().getOrder().bitLength()) {
            case 384 -> ImmutableList.of(Signature.getInstance("SHA384withECDSA"));
            case 521 -> ImmutableList.of(Signature.getInstance("SHA512withECDSA"));
            default -> ImmutableList.of();
          };
      case EdECPublicKey ignored -> {
        Signature hashed = Signature.getInstance("Ed25519");
        hashed.setParameter(new EdDSAParameterSpec(true));
        yield ImmutableList.of(hashed);
      }
      default -> ImmutableList.of();
    };
  }
}
