package dev.reinstate.signature.sigstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.signature.SignatureVerifier;
import dev.reinstate.signature.SignatureVerifier.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SigstoreVerifierTest {

  @TempDir private Path home;

  @Test
  void aKeylessSignerNeedsATrustedRoot() {
    IOException refused =
        assertThrows(
            IOException.class,
            () -> SigstoreVerifier.open(Optional.empty(), Vectors.policy(Vectors.KREL), home));
    assertEquals(
        "Signer somebody of the policy needs a trusted root, and neither sigstore-java nor cosign"
            + " left one below "
            + home
            + "; name a trusted_root.json with --trusted-root",
        refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".sigstore-java/root/targets",
        ".sigstore/root/tuf-repo-cdn.sigstore.dev/targets",
        ".sigstore/root/targets"
      })
  void whatOthersKeepIsFound(String kept) throws IOException {
    Path directory = Files.createDirectories(home.resolve(kept));
    Files.copy(Vectors.PUBLIC_ROOT, directory.resolve("trusted_root.json"));
    SignatureVerifier verifier =
        SigstoreVerifier.open(Optional.empty(), Vectors.policy(Vectors.KREL), home);
    assertInstanceOf(
        Verdict.Valid.class,
        verifier.verify(Vectors.pause(), Vectors.image(Vectors.PAUSE), Vectors.KREL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"mediaType\":\"application/other\"}"})
  void whatIsNoTrustedRootIsNamed(String content) throws IOException {
    Path file = Files.writeString(home.resolve("root.json"), content);
    IOException refused =
        assertThrows(IOException.class, () -> Vectors.verifier(file, Vectors.KREL));
    assertTrue(
        refused.getMessage().startsWith(file + " is not a trusted root: "), refused::getMessage);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = home.resolve("none.json");
    IOException refused =
        assertThrows(IOException.class, () -> Vectors.verifier(file, Vectors.KREL));
    assertTrue(refused.getMessage().contains(file.toString()), refused::getMessage);
  }

  /** The same signature may be right under one name and wrong under another. */
  @Test
  void whatIsRememberedIsNotTheName() throws IOException {
    SignatureVerifier verifier = Vectors.verifier(Vectors.PUBLIC_ROOT, Vectors.KREL);
    for (String name : new String[] {"registry.k8s.io/pause", "other", "registry.k8s.io/pause"}) {
      Verdict verdict =
          verifier.verify(
              Vectors.pause(),
              new SignatureVerifier.Image(Vectors.PAUSE, name::equals),
              Vectors.KREL);
      assertEquals(name.equals("registry.k8s.io/pause"), verdict instanceof Verdict.Valid, name);
    }
  }
}
