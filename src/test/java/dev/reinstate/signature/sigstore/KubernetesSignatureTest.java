package dev.reinstate.signature.sigstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.signature.SignatureVerifier;
import dev.reinstate.signature.SignatureVerifier.Verdict;
import dev.reinstate.signature.Signer;
import dev.reinstate.signature.TextRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A signature of May 2024 whose certificate was valid for ten minutes. */
final class KubernetesSignatureTest {

  private static final Verdict RIGHT = new Verdict.Valid(Optional.empty());

  @Test
  void isRightAtItsOwnTime() throws IOException {
    assertEquals(RIGHT, verdict(Vectors.PUBLIC_ROOT, Vectors.KREL, "registry.k8s.io/pause"));
  }

  @Test
  void isRightByPatternsThatAreFoundAnywhere() throws IOException {
    Signer signer =
        new Signer.Keyless(
            "releng",
            new TextRule.Matching(Pattern.compile("@k8s-releng-[a-z]+[.]iam")),
            new TextRule.Matching(Pattern.compile("^https://accounts[.]google")));
    assertEquals(RIGHT, verdict(Vectors.PUBLIC_ROOT, signer, "registry.k8s.io/pause"));
  }

  @Test
  void isWrongForAnotherIdentity() throws IOException {
    assertInvalid(
        "The certificate's identity is krel-trust@k8s-releng-prod.iam.gserviceaccount.com, not"
            + " krel-staging@k8s-releng-prod.iam.gserviceaccount.com",
        verdict(
            Vectors.PUBLIC_ROOT,
            Vectors.keyless(
                "krel-staging@k8s-releng-prod.iam.gserviceaccount.com",
                "https://accounts.google.com"),
            "registry.k8s.io/pause"));
  }

  @Test
  void isWrongForAnotherIssuer() throws IOException {
    assertInvalid(
        "The certificate's issuer is https://accounts.google.com, not https://github.com",
        verdict(
            Vectors.PUBLIC_ROOT,
            Vectors.keyless(
                "krel-trust@k8s-releng-prod.iam.gserviceaccount.com", "https://github.com"),
            "registry.k8s.io/pause"));
  }

  @Test
  void isWrongForAnotherRoot() throws IOException {
    Path staging = Vectors.ROOM.resolve("conformance/rekor2-happy-path/trusted_root.json");
    assertInvalid(
        "The certificate is not trusted: ",
        verdict(staging, Vectors.KREL, "registry.k8s.io/pause"));
  }

  @Test
  void isWrongForAnotherRepository() throws IOException {
    assertInvalid(
        "The payload is of repository registry.k8s.io/pause",
        verdict(Vectors.PUBLIC_ROOT, Vectors.KREL, "us.gcr.io/k8s-artifacts-prod/pause"));
  }

  @Test
  void isWrongForAnotherImage() throws IOException {
    assertInvalid(
        "The payload is of sha256:ee6521",
        Vectors.verifier(Vectors.PUBLIC_ROOT, Vectors.KREL)
            .verify(Vectors.pause(), Vectors.image(Vectors.digest("0".repeat(64))), Vectors.KREL));
  }

  private static Verdict verdict(Path root, Signer signer, String name) throws IOException {
    return Vectors.verifier(root, signer)
        .verify(Vectors.pause(), new SignatureVerifier.Image(Vectors.PAUSE, name::equals), signer);
  }

  private static void assertInvalid(String start, Verdict verdict) {
    assertTrue(
        verdict instanceof Verdict.Invalid invalid && invalid.reason().startsWith(start),
        verdict::toString);
  }
}
