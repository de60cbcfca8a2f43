package dev.reinstate.signature.sigstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.signature.SignatureVerifier;
import dev.reinstate.signature.SignatureVerifier.Verdict;
import dev.reinstate.signature.SignedContent;
import dev.reinstate.signature.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.stream.Collectors;
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
    try (Stream<Path> all = Files.list(ALL)) {
      return all.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void eachIsBelievedOrNot(Path vector) throws Exception {
    Verdict verdict = verdict(vector(vector));
    assertEquals(
        !vector.getFileName().toString().endsWith("_fail"),
        verdict instanceof Verdict.Valid,
        verdict::toString);
  }

  @Test
  void thereAreManyOfBoth() throws IOException {
    Map<Boolean, Long> count =
        vectors()
            .collect(
                Collectors.partitioningBy(
                    each -> each.toString().endsWith("_fail"), Collectors.counting()));
    assertTrue(count.get(true) > 40 && count.get(false) > 15, count::toString);
  }

  /** What is to be verified, with what is trusted. */
  record Vector(Path bundle, Path root, SignatureVerifier.Image image, Signer signer) {}

  static Vector vector(String name) throws IOException, GeneralSecurityException {
    return vector(ALL.resolve(name));
  }

  private static Vector vector(Path directory) throws IOException, GeneralSecurityException {
    return new Vector(
        directory.resolve("bundle.sigstore.json"),
        orElse(directory.resolve("trusted_root.json"), Vectors.PUBLIC_ROOT),
        Vectors.image(
            Vectors.digestOf(orElse(directory.resolve("artifact"), ALL.resolve("a.txt")))),
        signer(directory));
  }

  private static Verdict verdict(Vector vector) throws IOException {
    try {
      return Vectors.verifier(vector.root(), vector.signer())
          .verify(
              new SignedContent.SigstoreBundle(Files.readAllBytes(vector.bundle())),
              vector.image(),
              vector.signer());
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
