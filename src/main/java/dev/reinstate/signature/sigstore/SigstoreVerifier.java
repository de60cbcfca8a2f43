package dev.reinstate.signature.sigstore;

import dev.reinstate.signature.SignaturePolicy;
import dev.reinstate.signature.SignatureVerifier;
import dev.reinstate.signature.SignedContent;
import dev.reinstate.signature.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Checks every form with what is in it and a trusted root, offline. For any thread. */
public final class SigstoreVerifier implements SignatureVerifier {

  private SigstoreVerifier() {}

  /**
   * A verifier for a policy's signers.
   *
   * @param trustedRoot a {@code trusted_root.json}; when empty, what sigstore-java or cosign left
   *     below the home directory if it is there
   * @throws IOException when it cannot be read, or there is none and the policy needs one: for a
   *     keyless signer, or a key whose signatures must be logged
   */
  public static SignatureVerifier open(Optional<Path> trustedRoot, SignaturePolicy policy)
      throws IOException {
    throw new IOException(trustedRoot + " " + policy);
  }

  @Override
  public Verdict verify(SignedContent content, Image image, Signer signer) {
    return new Verdict.Invalid("not checked");
  }
}
