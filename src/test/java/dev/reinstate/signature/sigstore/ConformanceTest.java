package dev.reinstate.signature.sigstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.signature.SignatureVerifier.Verdict;
import dev.reinstate.signature.SignedContent;
import dev.reinstate.signature.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sigstore's own vectors: what a client must believe, and what not. */
final class ConformanceTest {

  private static final Path ALL = Vectors.ROOM.resolve("conformance");
  private static final String IDENTITY =
      "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/"
          + "workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
  private static final String ISSUER = "https://token.actions.githubusercontent.com";

  static Stream<Path> vectors() throws IOException {
    return Files.list(ALL).filter(Files::isDirectory).sorted();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void eachIsBelievedOrNot(Path vector) throws Exception {
    Verdict verdict = verdict(vector);
    assertEquals(
        !vector.getFileName().toString().endsWith("_fail"),
        verdict instanceof Verdict.Valid,
        verdict::toString);
  }

  @Test
  void thereAreManyOfBoth() throws IOException {
    try (Stream<Path> all = vectors()) {
      assertTrue(all.filter(each -> each.toString().endsWith("_fail")).count() > 40);
    }
    try (Stream<Path> all = vectors()) {
      assertTrue(all.filter(each -> !each.toString().endsWith("_fail")).count() > 15);
    }
  }

  private static Verdict verdict(Path vector) throws IOException, GeneralSecurityException {
    Path artifact = orElse(vector.resolve("artifact"), ALL.resolve("a.txt"));
    Path root = orElse(vector.resolve("trusted_root.json"), Vectors.PUBLIC_ROOT);
    Signer signer = signer(vector);
    try {
      return Vectors.verifier(root, signer)
          .verify(
              new SignedContent.SigstoreBundle(
                  Files.readAllBytes(vector.resolve("bundle.sigstore.json"))),
              Vectors.image(Vectors.digestOf(artifact)),
              signer);
    } catch (IOException e) {
      return new Verdict.Invalid(e.getMessage());
    }
  }

  private static Signer signer(Path vector) throws IOException, GeneralSecurityException {
    if (Files.exists(vector.resolve("key.pub"))) {
      return new Signer.Key("managed", Vectors.key(vector.resolve("key.pub"), "EC"), true);
    }
    return Vectors.keyless(
        text(vector.resolve("identity"), IDENTITY), text(vector.resolve("issuer"), ISSUER));
  }

  private static Path orElse(Path own, Path common) {
    return Files.exists(own) ? own : common;
  }

  private static String text(Path file, String orElse) throws IOException {
    return Files.exists(file) ? Files.readString(file).strip() : orElse;
  }
}
