package dev.reinstate.signature.sigstore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import dev.reinstate.image.RepositoryGlobs;
import dev.reinstate.manifest.Location;
import dev.reinstate.signature.AttachmentKind;
import dev.reinstate.signature.Requirement;
import dev.reinstate.signature.SignaturePolicy;
import dev.reinstate.signature.SignatureVerifier;
import dev.reinstate.signature.SignedContent;
import dev.reinstate.signature.Signer;
import dev.reinstate.signature.TextRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/** Signatures that others made. */
final class Vectors {

  static final Path ROOM = Path.of("src/test/resources/dev/reinstate/signature/sigstore");
  static final Path PUBLIC_ROOT = ROOM.resolve("trusted_root.json");
  static final DescriptorDigest PAUSE =
      digest("ee6521f290b2168b6e0935a181d4cff9be1ac3f505666ef0e3c98fae8199917a");
  static final Signer KREL =
      keyless("krel-trust@k8s-releng-prod.iam.gserviceaccount.com", "https://accounts.google.com");

  private Vectors() {}

  static DescriptorDigest digest(String hash) {
    try {
      return DescriptorDigest.fromHash(hash);
    } catch (DigestException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static DescriptorDigest digestOf(Path file) throws IOException {
    return digest(MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
  }

  static SignatureVerifier.Image image(DescriptorDigest digest) {
    return new SignatureVerifier.Image(digest, name -> true);
  }

  static Signer keyless(String identity, String issuer) {
    return new Signer.Keyless("somebody", new TextRule.Exact(identity), new TextRule.Exact(issuer));
  }

  static PublicKey key(Path pem, String algorithm) throws IOException, GeneralSecurityException {
    String base64 = Files.readString(pem).replaceAll("-----[^-]*-----", "");
    return KeyFactory.getInstance(algorithm)
        .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
  }

  static SignaturePolicy policy(Signer signer) {
    return new SignaturePolicy(
        ImmutableList.of(
            new SignaturePolicy.Rule(
                new RepositoryGlobs(ImmutableList.of("**")),
                ImmutableList.of(
                    new Requirement(
                        AttachmentKind.SIGNATURE, Optional.empty(), ImmutableList.of(signer))),
                new RepositoryGlobs(ImmutableList.of()),
                Optional.empty(),
                false,
                Location.ofFile("policy.yaml"))),
        ImmutableList.of(),
        ImmutableList.of());
  }

  static SignatureVerifier verifier(Path root, Signer signer) throws IOException {
    return SigstoreVerifier.open(Optional.of(root), policy(signer));
  }

  /** The signature of an image of Kubernetes. */
  static SignedContent.SimpleSigning pause() throws IOException {
    Path files = ROOM.resolve("kubernetes");
    return new SignedContent.SimpleSigning(
        Files.readAllBytes(files.resolve("payload.json")),
        Base64.getEncoder().encodeToString(Files.readAllBytes(files.resolve("signature.der"))),
        new SignedContent.Proofs(
            Optional.of(Files.readString(files.resolve("certificate.pem"))),
            Optional.of(Files.readString(files.resolve("chain.pem"))),
            Optional.of(Files.readString(files.resolve("log-bundle.json"))),
            Optional.empty()));
  }
}
