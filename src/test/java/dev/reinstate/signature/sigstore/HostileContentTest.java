package dev.reinstate.signature.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.signature.SignatureVerifier;
import dev.reinstate.signature.SignatureVerifier.Verdict;
import dev.reinstate.signature.SignedContent;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a stranger puts into a registry is at worst not believed, and said on one line. */
final class HostileContentTest {

  private static final SignedContent.Proofs NONE =
      new SignedContent.Proofs(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  @Property(tries = 200)
  void anyBytes(@ForAll byte[] bytes, @ForAll String text) throws IOException {
    SignedContent.Proofs proofs =
        new SignedContent.Proofs(
            Optional.of(text), Optional.of(text), Optional.of(text), Optional.of(text));
    assertRefused(new SignedContent.SimpleSigning(bytes, text, proofs));
    assertRefused(new SignedContent.SimpleSigning(Vectors.pause().payload(), text, NONE));
    assertRefused(new SignedContent.Envelope(bytes, proofs));
    assertRefused(new SignedContent.SigstoreBundle(bytes));
  }

  /** Nearly right is more than random. */
  @Property(tries = 100)
  void aBundleWithAPieceMissingOrTwice(@ForAll long seed) throws Exception {
    ConformanceTest.Vector vector = ConformanceTest.vector("rekor2-happy-path");
    byte[] right = Files.readAllBytes(vector.bundle());
    Random random = new Random(seed);
    int from = random.nextInt(right.length);
    int length = 1 + random.nextInt(200);
    StringBuilder wrong = new StringBuilder(new String(right, UTF_8));
    if (random.nextBoolean()) {
      wrong.delete(from, Math.min(from + length, wrong.length()));
    } else {
      wrong.insert(from, wrong.substring(from, Math.min(from + length, wrong.length())));
    }
    SignatureVerifier verifier = Vectors.verifier(vector.root(), vector.signer());
    verifier.verify(
        new SignedContent.SigstoreBundle(wrong.toString().getBytes(UTF_8)),
        vector.image(),
        vector.signer());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "{\"critical\":[", "{\"verificationMaterial\":{\"x\":"})
  void deepDocuments(String opening) throws IOException {
    String deep = opening.repeat(100_000);
    assertRefused(new SignedContent.SimpleSigning(deep.getBytes(UTF_8), "AA==", NONE));
    assertRefused(new SignedContent.Envelope(deep.getBytes(UTF_8), NONE));
    assertRefused(new SignedContent.SigstoreBundle(deep.getBytes(UTF_8)));
    assertRefused(
        new SignedContent.SimpleSigning(
            Vectors.pause().payload(),
            Vectors.pause().signature(),
            new SignedContent.Proofs(
                Vectors.pause().proofs().certificate(),
                Optional.empty(),
                Optional.of(deep),
                Optional.of(deep))));
  }

  /** Sequences of no stated length, each in the other. */
  @Test
  void deepTimestamps() throws IOException {
    byte[] deep = new byte[400_000];
    for (int at = 0; at < deep.length; at += 2) {
      deep[at] = 0x30;
      deep[at + 1] = (byte) 0x80;
    }
    SignedContent.SimpleSigning right = Vectors.pause();
    Verdict verdict =
        verdict(
            new SignedContent.SimpleSigning(
                right.payload(),
                right.signature(),
                new SignedContent.Proofs(
                    right.proofs().certificate(),
                    right.proofs().chain(),
                    right.proofs().logEntry(),
                    Optional.of(
                        "{\"SignedRFC3161Timestamp\":\"%s\"}"
                            .formatted(Base64.getEncoder().encodeToString(deep))))));
    assertInstanceOf(Verdict.Invalid.class, verdict);
  }

  @Test
  void tooLarge() throws IOException {
    assertEquals(
        new Verdict.Invalid("It has 33554433 bytes, more than the 33554432 that are read"),
        verdict(new SignedContent.SigstoreBundle(new byte[(32 << 20) + 1])));
    assertEquals(
        new Verdict.Invalid("It has 1048577 bytes, more than the 1048576 that are read"),
        verdict(new SignedContent.SimpleSigning(new byte[(1 << 20) + 1], "", NONE)));
  }

  private static void assertRefused(SignedContent content) throws IOException {
    Verdict verdict = verdict(content);
    assertTrue(
        verdict instanceof Verdict.Invalid invalid
            && invalid.reason().length() <= 400
            && invalid.reason().chars().noneMatch(Character::isISOControl),
        verdict::toString);
  }

  private static Verdict verdict(SignedContent content) throws IOException {
    return Vectors.verifier(Vectors.PUBLIC_ROOT, Vectors.KREL)
        .verify(content, Vectors.image(Vectors.PAUSE), Vectors.KREL);
  }
}
