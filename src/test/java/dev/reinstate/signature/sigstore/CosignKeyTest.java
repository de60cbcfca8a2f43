package dev.reinstate.signature.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.stree.JrsValue;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.reinstate.signature.SignatureVerifier;
import dev.reinstate.signature.SignatureVerifier.Verdict;
import dev.reinstate.signature.SignedContent;
import dev.reinstate.signature.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cosign 2 and 3 wrote with keys of every kind, and no trusted root anywhere. */
final class CosignKeyTest {

  private static final Path ALL = Vectors.ROOM.resolve("cosign");
  private static final SignedContent.Proofs NONE =
      new SignedContent.Proofs(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  private static final String SIGNATURE = "https://sigstore.dev/cosign/sign/v1";

  @TempDir private Path home;

  @ParameterizedTest
  @CsvSource({
    "c2tag/sig-tag,cosign,EC",
    "c2oci/referrer0,cosign,EC",
    "keyrsa/sig-tag,imported-rsa,RSA",
    "keyed/sig-tag,imported-ed,Ed25519",
    "keyp384/sig-tag,imported-p384,EC"
  })
  void simpleSigning(String name, String key, String algorithm) throws Exception {
    assertEquals(new Verdict.Valid(Optional.empty()), verdict(simple(name), key, algorithm));
  }

  @ParameterizedTest
  @CsvSource({
    "c2tag/att-tag.layer0,https://slsa.dev/provenance/v1",
    "c2tag/att-tag.layer1,https://spdx.dev/Document"
  })
  void attestation(String name, String predicateType) throws Exception {
    assertEquals(
        new Verdict.Valid(Optional.of(predicateType)),
        verdict(new SignedContent.Envelope(bytes(name), NONE), "cosign", "EC"));
  }

  @ParameterizedTest
  @CsvSource({
    "c2bundle/referrer0.layer0,cosign,EC," + SIGNATURE,
    "c2bundle/referrer1.layer0,cosign,EC,https://slsa.dev/provenance/v1",
    "c3/referrer0.layer0,cosign,EC," + SIGNATURE,
    "c3/referrer1.layer0,cosign,EC,https://slsa.dev/provenance/v1",
    "keyrsa/referrer0.layer0,imported-rsa,RSA," + SIGNATURE,
    "keyed/referrer0.layer0,imported-ed,Ed25519," + SIGNATURE,
    "keyp384/referrer0.layer0,imported-p384,EC," + SIGNATURE
  })
  void bundle(String name, String key, String algorithm, String predicateType) throws Exception {
    assertEquals(
        new Verdict.Valid(Optional.of(predicateType)),
        verdict(new SignedContent.SigstoreBundle(bytes(name)), key, algorithm));
  }

  @ParameterizedTest
  @CsvSource({"imported-rsa,RSA", "imported-ed,Ed25519", "imported-p384,EC"})
  void anotherKeyIsWrong(String key, String algorithm) throws Exception {
    assertTrue(
        verdict(simple("c2tag/sig-tag"), key, algorithm) instanceof Verdict.Invalid,
        "in the form of tags");
    assertTrue(
        verdict(new SignedContent.SigstoreBundle(bytes("c3/referrer0.layer0")), key, algorithm)
            instanceof Verdict.Invalid,
        "in a bundle");
  }

  /** What the parser of messages would pass over, since nobody signed it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {"\"hint\"|&hint\"", "Ddy/|D\u0001y/"})
  void aBundleThatIsNotJsonIsWrong(String from, String to) throws Exception {
    String right = new String(bytes("c3/referrer0.layer0"), UTF_8);
    assertTrue(right.contains(from), right);
    byte[] wrong = right.replace(from, to).getBytes(UTF_8);
    Verdict verdict = verdict(new SignedContent.SigstoreBundle(wrong), "cosign", "EC");
    assertTrue(
        verdict instanceof Verdict.Invalid invalid
            && invalid.reason().startsWith("The bundle is not JSON"),
        verdict::toString);
  }

  @Test
  void aKeyIsNobodysIdentity() throws Exception {
    assertEquals(
        new Verdict.Invalid("There is no certificate"),
        Vectors.verifier(Vectors.PUBLIC_ROOT, Vectors.KREL)
            .verify(simple("c2tag/sig-tag"), image(), Vectors.KREL));
  }

  @Test
  void whatMustBeLoggedIsLogged() throws Exception {
    Signer logged = new Signer.Key("house", Vectors.key(ALL.resolve("cosign.pub"), "EC"), true);
    assertEquals(
        new Verdict.Invalid("The signature is not in the transparency log"),
        Vectors.verifier(Vectors.PUBLIC_ROOT, logged)
            .verify(simple("c2tag/sig-tag"), image(), logged));
  }

  private Verdict verdict(SignedContent content, String key, String algorithm)
      throws IOException, GeneralSecurityException {
    Signer signer =
        new Signer.Key("house", Vectors.key(ALL.resolve(key + ".pub"), algorithm), false);
    return SigstoreVerifier.open(Optional.empty(), Vectors.policy(signer), home)
        .verify(content, image(), signer);
  }

  private static SignatureVerifier.Image image() throws IOException {
    return Vectors.image(Vectors.digestOf(ALL.resolve("image.json")));
  }

  private static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(ALL.resolve(name));
  }

  private static SignedContent simple(String name) throws IOException {
    JrsValue layer =
        JsonValues.all(Json.read(bytes(name + ".manifest.json")).path("layers")).iterator().next();
    return new SignedContent.SimpleSigning(
        bytes(name + ".layer0"),
        JsonValues.text(layer.path("annotations").path("dev.cosignproject.cosign/signature")),
        NONE);
  }
}
